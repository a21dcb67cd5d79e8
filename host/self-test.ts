import { readdirSync } from 'node:fs';
import { ok, problem, type HostState, type Result, type UiRequest, type UiResponse } from '../protocol/index.ts';
import { openTrace } from './open-trace.ts';
import type { Host } from './host.ts';

const PROGRAM = 'first-receive';
/** A start of Winsock under Wine takes seconds on a busy machine. */
const LIMIT_MS = 90_000;

/**
 * Whether this Overlook can do what it is for, with all that it must find where it was installed: the shipped recordings,
 * koffi, the threads' programs, Winsock. Shows each shipped recording, runs a lesson live, and reads what it has recorded
 * in `folder`, where the host keeps its sessions.
 *
 * @param tell is given a line for each thing that works
 */
export async function selfTest(host: Host, folder: string, tell: (line: string) => void): Promise<Result<null>> {
  const ui = attach(host);
  const limit = new Promise<Result<null>>((resolve) => {
    const text = `${PROGRAM} has not ended within ${LIMIT_MS / 1000} s.`;
    setTimeout(() => resolve(problem(text)), LIMIT_MS).unref();
  });
  const shown = await showRecordings(ui, tell);
  if (!shown.ok) return shown;
  const ran = await Promise.race([runLesson(ui), limit]);
  if (!ran.ok) return ran;
  tell(`Winsock: ${ui.state().winsock.text}`);
  return readRecorded(folder, tell);
}

type Interface = ReturnType<typeof attach>;

async function showRecordings(ui: Interface, tell: (line: string) => void): Promise<Result<null>> {
  const names = ui.state().recordings.map(({ name }) => name);
  if (names.length === 0) return problem('The recordings that ship with Overlook are not where they should be.');
  for (const recording of names) {
    const answer = await ui.ask({ name: 'recording/open', recording });
    if (!answer.ok) return answer;
  }
  tell(`recordings: ${names.join(', ')}`);
  return ok(null);
}

async function runLesson(ui: Interface): Promise<Result<null>> {
  const answer = await ui.ask({ name: 'session/start', program: PROGRAM, paused: false });
  if (!answer.ok) return answer;
  const { session } = await ui.until(({ session }) => session?.state === 'ended' || session?.state === 'failed');
  return session?.state === 'ended' ? ok(null) : problem(session?.text ?? `${PROGRAM} has failed.`);
}

function readRecorded(folder: string, tell: (line: string) => void): Result<null> {
  const file = readdirSync(folder).find((name) => name.endsWith('.ovl'));
  if (file === undefined) return problem(`${PROGRAM} has left no recording in ${folder}.`);
  const opened = openTrace({ folder, tell }, file);
  if (!opened.ok) return opened;
  const operations = [...opened.value.trace.operations].map(({ api, end }) => `${api} ${end}`);
  if (operations.length === 0 || !operations.every((text) => text.endsWith(' completed'))) {
    return problem(
      `${PROGRAM} should have completed its operations, and recorded: ${operations.join(', ') || 'none'}.`,
    );
  }
  tell(`${PROGRAM}: ${operations.join(', ')}`);
  return ok(null);
}

/** An interface like a window's, which looks at the host's state and not at rows. */
function attach(host: Host) {
  let state: HostState | undefined;
  const changed = new Set<() => void>();
  const answers = new Map<number, (answer: UiResponse) => void>();
  const listener = host.attach({
    tell(message) {
      if (message.kind === 'answer') answers.get(message.id)?.(message.result);
      if (message.kind !== 'state') return;
      state = message.state;
      for (const look of changed) look();
    },
    // It grants none, and so none come.
    binary: () => {},
  });
  const current = () => {
    if (state === undefined) throw new Error('The host has not told its state.');
    return state;
  };
  return {
    state: current,
    ask(request: UiRequest): Promise<UiResponse> {
      const id = answers.size;
      return new Promise((resolve) => {
        answers.set(id, resolve);
        listener.said({ id, request });
      });
    },
    until(isSo: (state: HostState) => boolean): Promise<HostState> {
      return new Promise((resolve) => {
        const look = () => {
          if (!isSo(current())) return;
          changed.delete(look);
          resolve(current());
        };
        changed.add(look);
        look();
      });
    },
  };
}
