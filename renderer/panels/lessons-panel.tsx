import { Fragment } from 'react';
import { lessonTexts, type LessonText } from '../../lessons/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { selectLesson } from '../state/store.ts';
import { LessonList } from './lesson-list.tsx';
import { RunLesson } from './run-lesson.tsx';

/** The lessons, and the text of the chosen one with the button that runs it: each scrolls by itself. */
export function LessonsPanel() {
  const { store } = useApp();
  const chosen = useSelect(selectLesson);
  const lesson = lessonTexts.find(({ name }) => name === chosen);
  return (
    <div className="lessons">
      <LessonList chosen={chosen} onChoose={(name) => store.getState().setLesson(name)} />
      {lesson === undefined ? null : <Lesson key={lesson.name} lesson={lesson} />}
    </div>
  );
}

function Lesson({ lesson }: { readonly lesson: LessonText }) {
  return (
    <article className="lesson">
      <div className="crumb mono">{lesson.name}</div>
      <h2>{lesson.title}</h2>
      <RunLesson name={lesson.name} />
      {lesson.paragraphs.map((paragraph) => (
        <p key={paragraph}>{withCode(paragraph)}</p>
      ))}
    </article>
  );
}

/** Text in which words in backticks are code. */
function withCode(text: string) {
  return text
    .split('`')
    .map((part, index) => <Fragment key={`${index}:${part}`}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>);
}
