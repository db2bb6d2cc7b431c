import { Component, type ReactNode } from 'react'
import { messages } from '../../shared/messages'
import { Button } from './button'
import { Strip } from './strip'
import { ViewFrame } from './view-frame'

/** Keeps a failing view from taking the window with it. */
export class ViewBoundary extends Component<{ title: string; children: ReactNode }, { words: string | null }> {
  override state = { words: null }

  static getDerivedStateFromError(error: unknown): { words: string } {
    return { words: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.words === null) return this.props.children
    return (
      <ViewFrame title={this.props.title}>
        <div>
          <Strip tone="bad">
            {messages.failures.view} {this.state.words}
          </Strip>
          <div className="empty">
            <Button onPress={() => this.setState({ words: null })}>{messages.failures.retry}</Button>
          </div>
        </div>
      </ViewFrame>
    )
  }
}
