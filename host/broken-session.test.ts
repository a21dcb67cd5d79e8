import { describe, expect, it } from 'vitest';
import { GOOD, IMPATIENT, ProgramHost } from './testing/bridge-program.ts';
import { PATIENCE } from './watchdog.ts';

const KEPT = 'What was recorded until then is kept.';
const NOTHING = 'Nothing had been recorded until then.';
const AGAIN = 'The lesson can be run again.';
const UNREADABLE = 'The Winsock bridge reported rows that cannot be read, and the session was stopped.';
const PROTOCOL = 'The Winsock bridge said something that is not its protocol, and was ended.';

/** On `start` it says this; on `ping` and `stop` what it should. */
const onStart = (says: string) => `serve(({ kind, action }, s) => {
  if (kind === 'ping') s.write(json({ kind: 'pong' }));
  if (action === 'stop') s.write(ended);
  if (kind === 'start') { ${says} }
});`;
const hang = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
const failed = (text: string) =>
  `s.write(Buffer.concat([...rows, json({ kind: 'ended', reason: 'failed', text: '${text}' })]));`;

const sessions: [what: string, script: string, sentence: string, messages: number[]][] = [
  ['hangs at once', onStart(hang), `The Winsock bridge did not answer for 2 s and was ended. ${NOTHING} ${AGAIN}`, []],
  [
    'hangs in the middle',
    onStart(`s.write(Buffer.concat(rows.slice(0, 2)), () => setTimeout(() => { ${hang} }, 50));`),
    `The Winsock bridge did not answer for 2 s and was ended. ${KEPT} ${AGAIN}`,
    [2],
  ],
  [
    'is killed',
    onStart("s.write(rows[0], () => process.kill(process.pid, 'SIGKILL'));"),
    `The Winsock bridge ended (SIGKILL). ${NOTHING} ${AGAIN}`,
    [1],
  ],
  [
    'ends by itself',
    onStart('s.write(Buffer.concat(rows), () => process.exit(7));'),
    `The Winsock bridge ended (code 7). ${KEPT} ${AGAIN}`,
    [3],
  ],
  [
    'cuts its connection',
    onStart('s.write(Buffer.concat(rows)); s.removeAllListeners("close"); s.end(); setInterval(() => {}, 1000);'),
    `The connection to the Winsock bridge was cut. ${KEPT} ${AGAIN}`,
    [3],
  ],
  [
    'is cut in the middle of a batch',
    onStart('s.write(Buffer.concat([rows[0], rows[1], rows[2].subarray(0, -9)])); s.end();'),
    `The Winsock bridge ended (code 0). ${KEPT} ${AGAIN}`,
    [2],
  ],
  [
    'sends noise behind rows',
    onStart('s.write(Buffer.concat([...rows, Buffer.alloc(20, 200)]));'),
    `${PROTOCOL} ${KEPT} ${AGAIN}`,
    [3],
  ],
  [
    'sends a length of 4 GB',
    onStart('s.write(Buffer.concat([...rows, Buffer.alloc(4, 255), Buffer.from([2])]));'),
    `${PROTOCOL} ${KEPT} ${AGAIN}`,
    [3],
  ],
  [
    'says what no version says',
    onStart("s.write(json({ kind: 'state', state: 'flying' }));"),
    `${PROTOCOL} ${NOTHING} ${AGAIN}`,
    [],
  ],
  ['reports a batch before the schema', onStart('s.write(rows[1]);'), `${UNREADABLE} ${NOTHING} ${AGAIN}`, []],
  [
    'reports a second schema',
    onStart('s.write(Buffer.concat([rows[0], rows[1], rows[0], rows[2]]));'),
    `${UNREADABLE} ${KEPT} ${AGAIN}`,
    [2],
  ],
  [
    'reports half a batch as one',
    onStart('s.write(Buffer.concat([rows[0], rows[1], frame(2, rows[2].subarray(5, -64))]));'),
    `${UNREADABLE} ${KEPT} ${AGAIN}`,
    [2],
  ],
  [
    'reports two batches as one',
    onStart('s.write(Buffer.concat([rows[0], frame(2, Buffer.concat([rows[1].subarray(5), rows[2].subarray(5)]))]));'),
    `${UNREADABLE} ${NOTHING} ${AGAIN}`,
    [1],
  ],
  [
    'reports noise as rows',
    onStart('s.write(Buffer.concat([rows[0], rows[1], frame(2, Buffer.alloc(999, 77))]));'),
    `${UNREADABLE} ${KEPT} ${AGAIN}`,
    [2],
  ],
  // The bridge says this of a thread that threw, or ended by itself.
  [
    'lost an actor',
    onStart(failed('client: its thread ended with code 7')),
    `client: its thread ended with code 7. ${KEPT} ${AGAIN}`,
    [3],
  ],
  [
    'lost the observer',
    onStart(failed('observer: Cannot read properties of undefined.')),
    `observer: Cannot read properties of undefined. ${KEPT} ${AGAIN}`,
    [3],
  ],
];

// Where a bridge is a process of its own.
describe.runIf(process.platform === 'linux')('a session', { timeout: 30_000 }, () => {
  it.each(sessions)(
    'whose bridge %s: a sentence, whole messages, and a next session',
    async (what, script, sentence, messages) => {
      const host = new ProgramHost();
      expect(await host.run(script, what.startsWith('hangs') ? IMPATIENT.silence : PATIENCE)).toBe(sentence);
      expect(host.recordings()).toEqual(messages);
      expect(await host.run(GOOD)).toBe('The program ran to its end.');
      await host.close();
      expect(await host.leftovers()).toEqual([]);
    },
  );

  it('that does not stop is ended with its bridge', async () => {
    const host = new ProgramHost();
    const deaf =
      "serve(({ kind, program }, s) => { if (kind === 'ping') s.write(json({ kind: 'pong' })); if (kind === 'start') s.write(Buffer.concat([...rows, json({ kind: 'state', state: 'running' })])); });";
    const ended = host.run(deaf, IMPATIENT.stop);
    while (host.ui.state?.session?.state !== 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    await host.ui.ask({ name: 'session/control', action: 'stop' });
    expect(await ended).toBe(
      `The Winsock bridge did not stop its session within 0.6 s and was ended. ${KEPT} ${AGAIN}`,
    );
    expect(await host.run(GOOD)).toBe('The program ran to its end.');
    await host.close();
    expect(await host.leftovers()).toEqual([]);
  });
});
