import { describe, expect, it } from 'vitest';
import { fuzzyFit } from './fuzzy.ts';

const order = (typed: string, ...texts: string[]) =>
  texts
    .flatMap((text) => {
      const fit = fuzzyFit(typed, text);
      return fit === undefined ? [] : [{ text, score: fit.score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ text }) => text);

describe('a fuzzy search', () => {
  it('finds letters in their order, and nothing else', () => {
    expect(fuzzyFit('zin', 'Zoom in')?.at).toEqual([0, 5, 6]);
    expect(fuzzyFit('niz', 'Zoom in')).toBeUndefined();
    expect(fuzzyFit('', 'Zoom in')).toEqual({ score: 0, at: [] });
    expect(fuzzyFit('ZOOM IN', 'zoom in')).toBeDefined();
  });

  it('takes the letters that begin words, not the first that come', () => {
    expect(fuzzyFit('tr', 'Fit the range')?.at).toEqual([4, 8]);
    expect(fuzzyFit('wr', 'Show WSARecv')?.at).toEqual([5, 8]);
  });

  it('puts first what fits best', () => {
    expect(order('fit', 'Filter the tables', 'Fit the selection', 'Afterwards it')).toEqual([
      'Fit the selection',
      'Filter the tables',
      'Afterwards it',
    ]);
    expect(order('rows', 'Show the rows', 'Follow the newest rows of this')[0]).toBe('Show the rows');
    expect(order('zr', 'Zoom to the range', 'Zoom in, further')[0]).toBe('Zoom to the range');
  });
});
