import { expect, test } from 'vitest';
import { whichWindow } from './which-window.ts';

function tab(kept?: string) {
  const values = new Map(kept === undefined ? [] : [['overlook.window', kept]]);
  return {
    storage: {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
    },
    isDesktop: false,
  };
}

test('a window and its presentation have one channel, after a reload, too', () => {
  const places = tab();
  const window = whichWindow({ ...places, search: '' });
  const presentation = whichWindow({ ...places, search: window.presentationAddress });
  expect([window.isPresentation, presentation.isPresentation]).toEqual([false, true]);
  expect(presentation.channel).toBe(window.channel);
  expect(whichWindow({ ...places, search: '' }).channel).toBe(window.channel);
});

test('two tabs have two', () => {
  expect(whichWindow({ ...tab(), search: '' }).channel).not.toBe(whichWindow({ ...tab(), search: '' }).channel);
});

test('the desktop’s one window and the address that Electron opens belong together', () => {
  const desktop = { ...tab('anything'), isDesktop: true };
  const presentation = whichWindow({ ...desktop, search: '?presentation' });
  expect(presentation.isPresentation).toBe(true);
  expect(presentation.channel).toBe(whichWindow({ ...desktop, search: '' }).channel);
});
