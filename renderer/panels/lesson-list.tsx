import { useEffect, useRef, type KeyboardEvent } from 'react';
import { lessonGroups, lessonTexts } from '../../lessons/index.ts';

/** The lessons by group, in the order in which they stand in the list. */
const groups = lessonGroups
  .map((group) => ({ group, lessons: lessonTexts.filter((lesson) => lesson.group === group) }))
  .filter(({ lessons }) => lessons.length > 0);
const names = groups.flatMap(({ lessons }) => lessons.map(({ name }) => name));

/** The lessons to choose from. One tab stop: arrow keys, Home and End go from lesson to lesson. */
export function LessonList({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (lesson: string) => void;
}) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    buttonOf(list.current, chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const move = (event: KeyboardEvent) => {
    const at = names.indexOf(chosen ?? '');
    const last = names.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, last),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    };
    const next = names[places[event.key] ?? -1];
    if (next === undefined) return;
    // Elsewhere these keys move the timeline.
    event.preventDefault();
    event.stopPropagation();
    onChoose(next);
    buttonOf(list.current, next)?.focus();
  };
  return (
    <nav ref={list} className="lesson-list" aria-label="Lessons" onKeyDown={move}>
      {groups.map(({ group, lessons }) => (
        <section key={group} aria-label={group}>
          <h2>{group}</h2>
          <ul className="list">
            {lessons.map(({ name, title, summary }) => (
              <li key={name}>
                <button
                  type="button"
                  className="list-item"
                  data-testid={`lesson-${name}`}
                  data-lesson={name}
                  tabIndex={name === chosen ? 0 : -1}
                  aria-current={name === chosen ? 'true' : undefined}
                  title={`${title}\n${summary}`}
                  onClick={() => onChoose(name)}
                >
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function buttonOf(list: HTMLElement | null, lesson: string | undefined): HTMLElement | null | undefined {
  return list?.querySelector<HTMLElement>(`[data-lesson="${lesson}"]`);
}
