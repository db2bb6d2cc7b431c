import type { Paper } from '../paper'
import { latexBookmark } from './escape-latex'

const PAPERS: Readonly<Record<Paper, string>> = { a4: 'a4paper', letter: 'letterpaper' }

/** Width of the text in big points: the paper's less two margins of 20 mm. */
export const TEXT_WIDTH: Readonly<Record<Paper, number>> = { a4: 481, letter: 498 }

/**
 * What stands before the text: packages of every TeX distribution's basic set, for pdfLaTeX, LuaLaTeX and XeLaTeX alike.
 * @param colours `\definecolor` lines
 */
export function preamble(title: string, paper: Paper, colours: readonly string[]): string {
  return [
    `\\documentclass[10pt,${PAPERS[paper]}]{article}`,
    '\\usepackage{iftex}',
    '\\ifPDFTeX',
    '  \\usepackage[T1]{fontenc}',
    '  \\usepackage{textcomp}',
    '  \\usepackage{lmodern}',
    '\\else',
    '  \\usepackage{fontspec}',
    '\\fi',
    '\\usepackage[margin=20mm]{geometry}',
    '\\usepackage{array,booktabs,longtable}',
    '\\usepackage{tikz}',
    `\\usepackage[hidelinks,pdftitle={${latexBookmark(title)}}]{hyperref}`,
    ...colours,
    UNKNOWN_LETTERS,
    COMMANDS,
  ].join('\n')
}

/**
 * `\unichar{4E2D}`: the letter in the text's font, else in one of those that are commonly there; where none has it, and in
 * pdfLaTeX, its number.
 */
const UNKNOWN_LETTERS = String.raw`
\newcommand{\unicharnumber}[1]{\mbox{\scriptsize\ttfamily[U+#1]}\allowbreak{}}
\ifPDFTeX
  \DeclareRobustCommand{\unichar}[1]{\unicharnumber{#1}}
\else
  \newcommand{\tryfont}[2]{\ifdefined#1\else\IfFontExistsTF{#2}{\newfontface#1{#2}}{}\fi}
  \tryfont{\hanfont}{Noto Serif CJK SC}
  \tryfont{\hanfont}{Noto Sans CJK SC}
  \tryfont{\hanfont}{Source Han Serif SC}
  \tryfont{\hanfont}{FandolSong}
  \tryfont{\hanfont}{Songti SC}
  \tryfont{\hanfont}{SimSun}
  \ifdefined\hanfont\else\let\hanfont\relax\fi
  \tryfont{\signfont}{Noto Emoji}
  \tryfont{\signfont}{Symbola}
  \tryfont{\signfont}{Segoe UI Symbol}
  \tryfont{\signfont}{DejaVu Sans}
  \ifdefined\signfont\else\let\signfont\relax\fi
  \newcommand{\ifletter}[3]{\begingroup#1\iffontchar\font"#2 \symbol{"#2}\endgroup\else\endgroup#3\fi}
  \DeclareRobustCommand{\unichar}[1]{%
    \ifletter{}{#1}{\ifletter{\hanfont}{#1}{\ifletter{\signfont}{#1}{\unicharnumber{#1}}}}\allowbreak{}}
\fi`.trim()

const COMMANDS = String.raw`
\setlength{\parindent}{0pt}
\setlength{\parskip}{5pt plus 1pt}
\setlength{\tabcolsep}{3.5pt}
\setlength{\LTcapwidth}{\textwidth}
\sloppy
\setcounter{secnumdepth}{0}
\setlength{\LTpost}{4pt}
\renewcommand{\topfraction}{.9}
\renewcommand{\floatpagefraction}{.8}
\newcolumntype{T}[1]{>{\raggedright\arraybackslash}p{#1}}
% A place that links lead to, a little above its line.
\newcommand{\place}[1]{\raisebox{1.3em}[0pt][0pt]{\hypertarget{#1}{}}}
% A new page where less than so much of this one is left.
\newcommand{\needroom}[1]{\par\begingroup\setlength{\dimen0}{#1}\vskip0pt plus\dimen0\penalty-100%
  \vskip0pt plus-\dimen0\vskip\dimen0\penalty9999\vskip-\dimen0\vskip0pt\endgroup}
\newlength{\struckwidth}
\newcommand{\struckout}[1]{\settowidth{\struckwidth}{#1}\rlap{\rule[.55ex]{\struckwidth}{.4pt}}#1}`.trim()
