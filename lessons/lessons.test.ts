import { describe, expect, it } from 'vitest';
import { programs } from './programs.ts';
import { checkOptions } from './options.ts';
import { actorsOf, type Lesson, type Request } from './program.ts';
import { lessonGroups, lessonTexts } from './texts.ts';

/** The actors of a lesson as it is started when nobody chooses anything. */
function usualActors(lesson: Lesson) {
  const options = checkOptions(lesson, {});
  if (typeof options === 'string') throw new Error(options);
  return actorsOf(lesson, options);
}

describe('lessons', () => {
  it('have a program for every text and a text for every program', () => {
    expect(lessonTexts.map(({ name }) => name)).toEqual([...programs.keys()]);
  });

  it('are offered group by group, in the order of the groups', () => {
    const places = lessonTexts.map(({ group }) => lessonGroups.indexOf(group));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it.each(lessonTexts.map((text) => [text.name, text] as const))(
    '%s: every word in backticks is closed',
    (_, { paragraphs }) => {
      expect(paragraphs.length).toBeGreaterThan(0);
      expect(paragraphs.filter((paragraph) => paragraph.split('`').length % 2 === 0)).toEqual([]);
    },
  );

  it('make no call by themselves: a program that nobody performs only says what it wants first', () => {
    for (const lesson of programs.values()) {
      for (const start of Object.values(usualActors(lesson))) {
        const first = start().next();
        expect(first.done).toBe(false);
        expect((first.value as Request).ask).toMatch(/^(call|chapter|await)$/);
      }
    }
  });

  it('end with a sentence when a call that they need fails', () => {
    const receiver = usualActors(programs.get('datagram')!)['receiver']!();
    receiver.next();
    const failed = { api: 'WSASocketW', returned: -1, object: undefined, failed: true, error: 10055, out: {} };
    expect(() => receiver.next(failed)).toThrow('WSASocketW failed with WSAENOBUFS (10055)');
  });
});
