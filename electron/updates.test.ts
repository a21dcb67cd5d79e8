import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItem, MenuItemConstructorOptions, MessageBoxOptions } from 'electron';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Updates, whyNoUpdates, type UpdatesOptions } from './updates.ts';

/** An Overlook 1.0.0 whose user presses these buttons, one after the other. */
function updating({ newest = '1.1.0', buttons = [], failing, ...options }: Partial<UpdatesOptions> & Story = {}) {
  const done: string[] = [];
  const asked: MessageBoxOptions[] = [];
  const answers = [...buttons];
  const does = (what: string) => {
    done.push(what);
    if (what === failing) throw new Error('net::ERR_NAME_NOT_RESOLVED\nHeaders: {}');
  };
  let isOn = false;
  const updates = new Updates({
    problem: undefined,
    setting: { isOn: () => isOn, set: (on) => void (isOn = on) },
    version: '1.0.0',
    openUpdater: () => ({
      look: async () => (does('look'), newest === '1.0.0' ? undefined : newest),
      download: async () => does('download'),
      install: () => does('install'),
    }),
    ask: async (message) => {
      asked.push(message);
      return answers.shift() ?? 1;
    },
    finish: async () => does('finish'),
    ...options,
  });
  const item = (id: string) => updates.menuItems().find((one) => one.id === id);
  const click = (id: string, menuItem: Partial<MenuItem> = {}) =>
    (item(id)?.click as ((item: Partial<MenuItem>) => void) | undefined)?.(menuItem);
  const said = () => asked.map(({ message }) => message);
  return { updates, done, asked, said, item, click };
}

interface Story {
  readonly newest?: string;
  readonly buttons?: readonly number[];
  /** What goes wrong. */
  readonly failing?: string;
}

/** The menu does not wait for what it starts. */
async function lookNow(app: ReturnType<typeof updating>, questions: number): Promise<void> {
  app.click('look-now');
  await expect.poll(() => app.asked).toHaveLength(questions);
  await new Promise((resolve) => setImmediate(resolve));
}

test('nothing is looked for at start, and what would look is not even loaded, until somebody turns it on', async () => {
  const openUpdater = vi.fn<UpdatesOptions['openUpdater']>();
  const app = updating({ openUpdater });
  await app.updates.atStart();
  expect(app.item('look-at-start')).toMatchObject({ type: 'checkbox', checked: false });
  expect([openUpdater.mock.calls, app.done, app.asked]).toEqual([[], [], []]);
});

test('turned on, it looks at each start; turned off, no more', async () => {
  const app = updating({ newest: '1.0.0' });
  app.click('look-at-start', { checked: true });
  expect(app.item('look-at-start')?.checked).toBe(true);
  await app.updates.atStart();
  expect(app.done).toEqual(['look']);
  app.click('look-at-start', { checked: false });
  await app.updates.atStart();
  expect(app.done).toEqual(['look']);
});

test('at start only a new version is worth a message', async () => {
  for (const story of [{ newest: '1.0.0' }, { failing: 'look' }]) {
    const app = updating(story);
    app.click('look-at-start', { checked: true });
    await app.updates.atStart();
    expect([app.done, app.said()]).toEqual([['look'], []]);
  }
  const app = updating();
  app.click('look-at-start', { checked: true });
  await app.updates.atStart();
  expect(app.said()).toEqual(['Overlook 1.1.0 can be had. This is 1.0.0.']);
});

test('who asks is told that there is none, or why that is not known', async () => {
  const newest = updating({ newest: '1.0.0' });
  await lookNow(newest, 1);
  expect(newest.said()).toEqual(['This is the newest Overlook: 1.0.0.']);
  const offline = updating({ failing: 'look' });
  await lookNow(offline, 1);
  expect(offline.said()).toEqual(['Overlook could not look for a new version: net::ERR_NAME_NOT_RESOLVED']);
});

test.each([
  ['nothing is downloaded unless that is wanted', [1], ['look'], 1],
  ['nothing is installed unless that is wanted', [0, 1], ['look', 'download'], 2],
  ['what runs is finished before the installer starts', [0, 0], ['look', 'download', 'finish', 'install'], 2],
])('%s', async (_, buttons, done, questions) => {
  const app = updating({ buttons });
  await lookNow(app, questions);
  expect(app.done).toEqual(done);
  // Closing the message is a no.
  expect(app.asked.map(({ cancelId }) => cancelId)).toEqual(buttons.map(() => 1));
});

test('a download that fails is told, also when nobody asked for the look', async () => {
  const app = updating({ buttons: [0], failing: 'download' });
  app.click('look-at-start', { checked: true });
  await app.updates.atStart();
  expect(app.said().at(-1)).toBe('Overlook could not download Overlook 1.1.0: net::ERR_NAME_NOT_RESOLVED');
});

test('two looks at once are one, and a later one is another', async () => {
  const app = updating({ newest: '1.0.0' });
  app.click('look-now');
  await lookNow(app, 1);
  expect(app.done).toEqual(['look']);
  await lookNow(app, 2);
  expect(app.done).toEqual(['look', 'look']);
});

test('where it is not possible the menu says why, and the setting changes nothing', async () => {
  const problem = 'No updates: this Overlook runs from its sources';
  const app = updating({ problem, setting: { isOn: () => true, set: () => undefined } });
  const items: MenuItemConstructorOptions[] = app.updates.menuItems();
  expect(items).toEqual([{ id: 'no-updates', label: problem, enabled: false }]);
  await app.updates.atStart();
  expect(app.done).toEqual([]);
});

test('only an installed Overlook that was packed with a place to look can be updated', () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [program, resources] = [join(folder, 'Overlook.exe'), join(folder, 'resources')];
  mkdirSync(resources);
  const why = (isPackaged = true) => whyNoUpdates(isPackaged, program, resources);
  expect(why(false)).toContain('runs from its sources');
  expect(why()).toContain('has no place to look for them');
  writeFileSync(join(resources, 'app-update.yml'), 'provider: generic\n');
  expect(why()).toContain('was unpacked, not installed');
  writeFileSync(join(folder, 'Uninstall Overlook.exe'), '');
  expect([why(), why(false)]).toEqual([undefined, 'No updates: this Overlook runs from its sources']);
});
