import { expect, it } from 'vitest';
import { programs } from '../../lessons/index.ts';
import { chosenOptions, chosenPayload, NO_NUMBER } from './chosen-options.ts';

const chosen = (lesson: string, texts: Readonly<Record<string, string>> = {}) =>
  chosenOptions(programs.get(lesson)!, (option) => texts[option]);

it('a lesson without options is started without any', () => {
  expect(chosen('first-receive')).toBeUndefined();
});

it('what was entered is sent, and the usual value of what was left empty', () => {
  expect(chosen('load', { connections: ' 64 ', seconds: '', model: 'event' })).toMatchObject({
    connections: 64,
    seconds: 3,
    model: 'event',
  });
});

it('what cannot be is told in a sentence', () => {
  const sentence = (value: string) => `--connections must be a whole number from 1 to 1000; it is ${value}.`;
  for (const value of ['0', '1001', '1.5', NO_NUMBER])
    expect(chosen('load', { connections: value })).toBe(sentence(value));
});

it('payload is a number of bytes, 0 where the field is empty, and what cannot be is told', () => {
  expect(['', ' 64 ', '4096'].map(chosenPayload)).toEqual([0, 64, 4096]);
  for (const text of ['4097', '-1', '1.5', NO_NUMBER])
    expect(chosenPayload(text)).toBe(`payload must be a whole number from 0 to 4096; it is ${text}.`);
});
