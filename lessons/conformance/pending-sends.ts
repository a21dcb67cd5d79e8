import { STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, fact, look, note } from '../calls.ts';
import type { Program } from '../program.ts';
import type { Rule } from './rule.ts';
import { connectedPair, drain, endOf, onItsWay, sendBuffer, type BufferSizes } from './steps.ts';

const KIB = 1024;
/** More sends than any set-up lets complete at once. */
const MOST_SENDS = 400;

interface SetUp extends BufferSizes {
  readonly bytes: number;
}

/** Sends to a peer that does not read, until a send stays in flight; then the peer reads everything. */
function* sendUntilPending({ bytes, ...buffers }: SetUp): Program {
  const { near, far } = yield* connectedPair(buffers);
  const content = yield* buffer(bytes);
  for (let sends = 1; sends <= MOST_SENDS; sends++) {
    const last = yield* sendBuffer(near, content);
    if (sends === 1) yield* fact('the first send pends', last.error === 997);
    if (last.error !== 997) continue;
    // What the kernel hands on to the other end makes room for some more.
    yield* onItsWay('for the kernel to take what it has room for');
    const { Internal, InternalHigh } = yield* look(last.lpOverlapped);
    if (Internal !== STATUS_PENDING) continue;
    yield* note(`${sends - 1} sends completed before one stayed in flight`);
    yield* fact('bytes of the one that stays in flight', InternalHigh);
    yield* fact('the peer reads all of it', (yield* drain(far, sends * bytes)) === sends * bytes);
    yield* fact('its end', yield* endOf(near, last));
    return;
  }
}

function setUp(name: string, says: string, set: SetUp, isFirst: boolean, differs: string): Rule {
  return {
    name: `pending-send-${name}`,
    says,
    actors: { sender: () => sendUntilPending(set) },
    wine: {
      'the first send pends': isFirst,
      'bytes of the one that stays in flight': 0,
      'the peer reads all of it': true,
      'its end': ['STATUS_SUCCESS', set.bytes, 0],
    },
    wineOnly: ['the first send pends', 'bytes of the one that stays in flight'],
    differs,
  };
}

const NOT_VERIFIED = 'How much Windows takes at once is not verified.';

/** How to make WSASend stay in flight: how much completes at once depends on the buffers of both ends. */
export const pendingSends: readonly Rule[] = [
  setUp(
    '8-mib',
    'One send of 8 MiB stays in flight.',
    { bytes: 8 * KIB * KIB },
    true,
    'Windows may copy a send of any size and complete it at once, when nothing else is buffered. Not verified.',
  ),
  setUp(
    '1-mib-unbuffered',
    'On a socket that buffers nothing one send of 1 MiB stays in flight: the set-up for both systems.',
    { bytes: KIB * KIB, sending: 0 },
    true,
    'Not verified on Windows.',
  ),
  setUp(
    '1-mib',
    'Of sends of 1 MiB some complete at once, then one stays in flight.',
    { bytes: KIB * KIB },
    false,
    NOT_VERIFIED,
  ),
  setUp(
    '64-kib',
    'Of sends of 64 KiB some complete at once, then one stays in flight.',
    { bytes: 64 * KIB },
    false,
    NOT_VERIFIED,
  ),
  setUp(
    '4-kib-unbuffered',
    'Without a send buffer some sends of 4 KiB complete at once, as long as the peer has room.',
    { bytes: 4 * KIB, sending: 0 },
    false,
    NOT_VERIFIED,
  ),
  setUp(
    '4-kib-no-buffers',
    'Without buffers at either end even the first send of 4 KiB stays in flight.',
    { bytes: 4 * KIB, sending: 0, receiving: 0 },
    true,
    NOT_VERIFIED,
  ),
  setUp(
    '4-kib-small-buffers',
    'With buffers of 4 KiB at both ends a few sends of 4 KiB complete at once.',
    { bytes: 4 * KIB, sending: 4 * KIB, receiving: 4 * KIB },
    false,
    NOT_VERIFIED,
  ),
];
