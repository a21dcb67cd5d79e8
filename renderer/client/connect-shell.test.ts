import { expect, test } from 'vitest';
import type { HostState, WindowNews } from '../../protocol/index.ts';
import { windowNews } from '../../protocol/index.ts';
import { createOverlookStore } from '../state/store.ts';
import { connectShell, connectTitle } from './connect-shell.ts';

const store = () => createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
const shown = (name: string) => ({ origin: 'file' as const, name, lostBytes: 0 });

test('the shell is told of what it shows, and of nothing else', () => {
  const told: WindowNews[] = [];
  const one = store();
  const nothing = () => undefined;
  connectShell(
    { connect: nothing, onCommand: nothing, opened: nothing, present: nothing, tell: (news) => told.push(news) },
    one,
  );
  const progress = { sentence: 'It is being read.', onCancel: nothing };
  one.setState({ shown: shown('big.ovl') });
  one.setState({ progress: { ...progress, part: 0.1 } });
  one.setState({ progress: { ...progress, part: 0.1001 } });
  one.setState({ progress: { ...progress, part: 0.5 } });
  one.setState({ progress: undefined });
  one.getState().toggleTheme();
  one.getState().forgetTheme();
  expect(told).toEqual([
    { reading: null, theme: 'system' },
    { reading: { name: 'big.ovl', part: 0.1 }, theme: 'system' },
    { reading: { name: 'big.ovl', part: 0.5 }, theme: 'system' },
    { reading: null, theme: 'system' },
    { reading: null, theme: 'light' },
    { reading: null, theme: 'system' },
  ]);
  for (const news of told) expect(windowNews.parse(news)).toEqual(news);
});

test('the title says what is shown, with a dot while a session is recorded', () => {
  const one = store();
  const document = { title: '' };
  connectTitle(one, document);
  expect(document.title).toBe('Overlook');
  one.setState({ shown: { ...shown('echo'), origin: 'live' } });
  expect(document.title).toBe('echo – Overlook');
  const host = (state: 'running' | 'ended') =>
    ({ session: { source: 1, program: 'echo', state } }) as unknown as HostState;
  one.setState({ host: host('running') });
  expect(document.title).toBe('● echo – Overlook');
  one.setState({ host: host('ended') });
  expect(document.title).toBe('echo – Overlook');
});

test('a theme that is no longer chosen is the one that the system has by then', () => {
  const one = store();
  one.getState().toggleTheme();
  one.getState().setSystemTheme('light');
  one.getState().toggleTheme();
  expect(one.getState().theme).toBe('dark');
  one.getState().forgetTheme();
  expect([one.getState().theme, one.getState().chosenTheme]).toEqual(['light', undefined]);
});
