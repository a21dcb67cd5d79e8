import { Fragment } from 'react';
import { lessonTexts, type LessonText } from '../../lessons/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { selectSessionActive } from '../state/store.ts';

/** The lessons, and the text of the chosen one with the button that runs it. */
export function LessonsPanel() {
  const { store } = useApp();
  const chosen = useSelect((state) => state.lesson) ?? lessonTexts[0]?.name;
  const lesson = lessonTexts.find(({ name }) => name === chosen);
  return (
    <>
      <ul className="list">
        {lessonTexts.map(({ name, title, summary }) => (
          <li key={name}>
            <button
              type="button"
              className="list-item"
              data-testid={`lesson-${name}`}
              aria-current={name === chosen ? 'true' : undefined}
              title={summary}
              onClick={() => store.getState().setLesson(name)}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
      {lesson === undefined ? null : <Lesson lesson={lesson} />}
    </>
  );
}

function Lesson({ lesson }: { readonly lesson: LessonText }) {
  return (
    <article className="lesson">
      <div className="crumb mono">{lesson.name}</div>
      <h2>{lesson.title}</h2>
      <RunButton lesson={lesson.name} />
      {lesson.paragraphs.map((paragraph) => (
        <p key={paragraph}>{withCode(paragraph)}</p>
      ))}
    </article>
  );
}

/** Runs the lesson live. Where that cannot be, it says why and offers what was recorded of it. */
function RunButton({ lesson }: { readonly lesson: string }) {
  const { actions } = useApp();
  const winsock = useSelect(({ host }) => host?.winsock);
  const recording = useSelect(({ host }) => host?.recordings.find(({ name }) => name === `${lesson}.ovl`)?.name);
  const isActive = useSelect(selectSessionActive);
  const canRun = winsock?.available === true && !isActive;
  return (
    <div className="run">
      <div className="buttons">
        <button
          type="button"
          className="button primary"
          data-testid="run"
          disabled={!canRun}
          onClick={() => actions.runLesson(lesson, false)}
        >
          Run live
        </button>
        <button
          type="button"
          className="button"
          data-testid="run-stepwise"
          disabled={!canRun}
          onClick={() => actions.runLesson(lesson, true)}
        >
          Step through
        </button>
        {recording === undefined ? null : (
          <button type="button" className="button" disabled={isActive} onClick={() => actions.openByName(recording)}>
            Show a recording
          </button>
        )}
      </div>
      <p className={winsock?.available === false ? 'warning' : 'faint'} data-testid="winsock-text">
        {winsock?.text ?? 'There is no host here, so nothing can be run live. Recordings can be opened from a file.'}
      </p>
    </div>
  );
}

/** Text in which words in backticks are code. */
function withCode(text: string) {
  return text
    .split('`')
    .map((part, index) => <Fragment key={`${index}:${part}`}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>);
}
