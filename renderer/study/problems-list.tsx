import { messages } from '../../shared/messages'
import { type Problem, problemSentence } from '../../shared/study/problem'
import { Glyph } from '../frame/icons'

/** What is wrong with the study file, by place; a line leads to it. */
export function ProblemsList({
  problems,
  onGoTo,
}: {
  problems: readonly Problem[]
  onGoTo: (problem: Problem) => void
}) {
  return (
    <ol className="problems" aria-label={messages.study.problemList}>
      {problems.map((problem) => {
        const { line, column } = problem.range
        return (
          <li key={`${line}:${column}:${problemSentence(problem)}`}>
            <button type="button" onClick={() => onGoTo(problem)}>
              <span className="bad">
                <Glyph name="cross" />
              </span>
              <span className="place">{messages.study.problemPlace(line, column)}</span>
              <span>{problemSentence(problem)}</span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
