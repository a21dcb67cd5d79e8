import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ok, problem } from '../protocol/index.ts';
import type { OpenBridge } from './bridge-keeper.ts';
import { Host } from './host.ts';
import { findRoot, shippedRecordings } from './root.ts';
import { selfTest } from './self-test.ts';
import { drawnMessages, ScriptedBridge } from './testing/test-host.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  mkdirSync(join(folder, 'shipped'));
  cpSync(join(shippedRecordings(findRoot(import.meta.dirname)), 'echo.ovl'), join(folder, 'shipped/echo.ovl'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function testing(openBridge: OpenBridge) {
  const sessions = join(folder, 'sessions');
  const shippedRecordings = join(folder, 'shipped');
  const canOpenBridge = () => ok(null);
  const host = new Host({ version: 'test', openBridge, canOpenBridge, shippedRecordings, sessionsFolder: sessions });
  const said: string[] = [];
  const result = await selfTest(host, sessions, (line) => said.push(line));
  await host.close();
  return { result, said };
}

/** A bridge that does this when it is told to start a program. */
function startedBridge(onStart: (bridge: ScriptedBridge) => void): OpenBridge {
  const bridge = new ScriptedBridge();
  return async (listener) => {
    const opened = await bridge.open(listener);
    if (!opened.ok) return opened;
    return ok({
      ...opened.value,
      send(command) {
        opened.value.send(command);
        if (command.kind === 'start') onStart(bridge);
      },
    });
  };
}

it('fails when the recordings are not where they should be', async () => {
  rmSync(join(folder, 'shipped/echo.ovl'));
  const { result } = await testing(new ScriptedBridge().open);
  expect(result).toEqual(problem('The recordings that ship with Overlook are not where they should be.'));
});

it('fails when Winsock cannot be used, and says why', async () => {
  const why = problem('Winsock cannot be used: koffi.node is missing.');
  const { result, said } = await testing(async () => why);
  expect([result, said]).toEqual([why, ['recordings: echo.ovl']]);
});

it('fails when the session does', async () => {
  const { result } = await testing(startedBridge((bridge) => bridge.die('A thread is gone.')));
  expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('A thread is gone.') as string });
});

it('fails when what was recorded is not what the lesson does', async () => {
  const { result } = await testing(
    startedBridge((bridge) => {
      bridge.report(drawnMessages().slice(0, 1));
      bridge.say({ kind: 'ended', reason: 'completed', text: 'The program ran to its end.' });
    }),
  );
  expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('and recorded: none') as string });
});
