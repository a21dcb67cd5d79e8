import { expect, it } from 'vitest';
import { stateAt } from '../operation.ts';
import { edgeAt, overlappedAt } from '../overlapped-at.ts';
import { drawRows, drawnTrace } from '../testing/drawn-trace.ts';
import { randomLives, sequenced } from '../testing/random-lives.ts';
import { randomNumbers } from '../testing/random-numbers.ts';

const TRACES = 200;
const MOMENTS = 8;
const lives = [
  'IP..C.S..N.F',
  'IPC.....N.F.X',
  'IM.F',
  'IP.R.N.F',
  'IP.K..N.F.X',
  'IE..',
  'IPCN.F',
  'IP...L',
  'OIPC..D',
  'JPC.V.W',
];

it(`the state at any moment is what replaying the rows up to it gives (seeds 1 to ${TRACES}, ${MOMENTS} moments each)`, () => {
  for (let seed = 1; seed <= TRACES; seed++) {
    const random = randomNumbers(seed);
    const below = (most: number) => Math.floor(random() * most);
    const line = () => {
      const life = randomLives(random, lives, 1 + below(6), 12);
      return `${random() < 0.5 ? 'WSARecv' : 'WSASend'} ${life}${random() < 0.3 ? 'Z' : ''}`;
    };
    const lines = 1 + below(4);
    const rows = sequenced(drawRows(Array.from({ length: lines }, line).join('\n')));
    const whole = drawnTrace(rows);
    for (let moment = 0; moment < MOMENTS; moment++) {
      const ns = random() * whole.endTime * 1.1;
      const replayed = drawnTrace(rows.filter(({ time }) => time <= ns));
      const where = `seed ${seed}, at ${ns}`;
      for (let line_ = 1; line_ <= lines; line_++) {
        const [slot, event, socket, port] = [line_, 100 + line_, 200 + line_, 300 + line_];
        expect(overlappedAt(whole, slot, ns), where).toEqual(overlappedAt(replayed, slot, Infinity));
        expect(edgeAt(whole, event, ns), where).toEqual(replayed.edgesOf(event).at(-1));
        const states = whole.socketStates.of(socket).filter(({ time }) => time <= ns);
        expect(states.at(-1), where).toEqual(replayed.socketStates.of(socket).at(-1));
        const packets = whole.ports.packetsOf(port).filter(({ time }) => time <= ns);
        expect(packets.length, where).toBe(replayed.ports.packetsOf(port).length);
      }
      for (const operation of whole.operations) {
        const then = replayed.operation(operation.id);
        expect(known(stateAt(operation, ns)), where).toBe(then === undefined ? undefined : known(stateAt(then, ns)));
      }
    }
  }
});

/** That an operation leaked is known at the end of the session only. */
function known(state: string | undefined): string | undefined {
  return state === 'leaked' ? 'in-flight' : state;
}
