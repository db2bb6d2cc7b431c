import type { ReactElement } from 'react'
import type { Verdict } from '../analysis/hypotheses'
import type { ArmLook } from './arm-look'
import type { ReportTable } from './report-table'

/** Text with references in it. Plain strings stay plain in every format. */
export type RichText = readonly (string | Reference)[]

/** Leads to a place of the same report. */
export interface Reference {
  readonly text: string
  /** The id of a section, block, group of rows or row. */
  readonly to: string
}

/** A report as data: every format is made from it, none adds a number of its own. */
export interface ReportDocument {
  /** The study's name. */
  readonly title: string
  readonly question: string
  /** Answer first. */
  readonly answer: string
  /** What the answer rests on: trials planned, finished, failed; outcome, test. */
  readonly basis: readonly RichText[]
  readonly sections: readonly ReportSection[]
  /** How a number is traced to its file. */
  readonly colophon: readonly string[]
}

export interface ReportSection {
  readonly id: string
  readonly title: string
  /** How to read it, in a few words beside the title. */
  readonly note?: string
  readonly blocks: readonly ReportBlock[]
}

export type ReportBlock = Paragraph | ReportTable | ReportFigure | ReportList | Code | Claims

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly text: RichText
  /** `bad`: something went wrong; `warn`: something to keep in mind. */
  readonly tone?: 'bad' | 'warn'
}

export interface ReportList {
  readonly kind: 'list'
  readonly items: readonly { readonly lead?: string; readonly text: RichText }[]
}

export interface Code {
  readonly kind: 'code'
  readonly text: string
}

/** Claims and what became of them. */
export interface Claims {
  readonly kind: 'claims'
  readonly claims: readonly {
    readonly verdict: Verdict
    readonly claim: string
    readonly sentence: string
    readonly evidence: string
    /** The effect that it was judged by. */
    readonly to: string | null
  }[]
}

/** One drawing, or several of the same kind set side by side. */
export interface ReportFigure {
  readonly kind: 'figure'
  readonly id: string
  readonly caption: string
  /** How marks are to be read; the only legend. */
  readonly notes: readonly string[]
  /** The same in words, for who cannot see it. */
  readonly alternative: string
  /** Panels in a row where there is room. */
  readonly columns: number
  readonly panels: readonly FigurePanel[]
}

export interface FigurePanel {
  readonly id: string
  /** Above the drawing; the hue of the arm it shows. */
  readonly title?: { readonly text: string; readonly look: ArmLook; readonly to: string }
  /** An `svg` element with a `viewBox`, of this width and height in CSS pixels. */
  readonly drawing: ReactElement
  readonly width: number
  /** The numbers that it draws. */
  readonly data: readonly FigureSeries[]
}

/** Points of a drawing, as rows under named columns, in the units of the results. */
export interface FigureSeries {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}
