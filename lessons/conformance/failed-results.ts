import { fact, winsock } from '../calls.ts';
import type { OverlappedRef, Program, SocketRef } from '../program.ts';
import { boundSocket, deliverTo, receiveFrom } from './datagrams.ts';
import type { Rule } from './rule.ts';
import { connectedPair, receive, waitFor } from './steps.ts';

/** What lpcbTransfer and lpdwFlags hold before the call: no result looks like it. */
const BEFORE = 0xdeadbeef;

/** What WSAGetOverlappedResult returned, its error, and what it left in lpcbTransfer and lpdwFlags. */
function* fetchOver(s: SocketRef, lpOverlapped: OverlappedRef): Program<readonly number[]> {
  const args = { s, lpOverlapped, lpcbTransfer: BEFORE, fWait: false, lpdwFlags: BEFORE };
  const { returned, error, out } = yield* winsock.WSAGetOverlappedResult(args);
  return [returned, error, Number(out['lpcbTransfer']), Number(out['lpdwFlags'])];
}

const PAGE = 'api/winsock2/nf-winsock2-wsagetoverlappedresult';

export const failedResults: readonly Rule[] = [
  {
    name: 'rule-23-count-of-a-failed-result',
    says: 'WSAGetOverlappedResult of a failed operation tells how many bytes there were, although its page says that lpcbTransfer is not updated.',
    page: PAGE,
    actors: {
      *receiver() {
        const { near } = yield* connectedPair();
        const cancelled = yield* receive(near);
        yield* winsock.CancelIoEx({ hFile: near, lpOverlapped: cancelled.lpOverlapped });
        yield* waitFor(cancelled.hEvent);
        yield* fact('cancelled', (yield* fetchOver(near, cancelled.lpOverlapped)).slice(0, 3));

        const { s, address } = yield* boundSocket();
        const tooLong = yield* receiveFrom(s, { length: 8 });
        yield* deliverTo(address, 'twenty bytes of text');
        yield* waitFor(tooLong.hEvent);
        yield* fact('too long', (yield* fetchOver(s, tooLong.lpOverlapped)).slice(0, 3));
      },
    },
    wine: { cancelled: [0, 995, 0], 'too long': [0, 10040, 8] },
    windows: { cancelled: [0, 995, BEFORE], 'too long': [0, 10040, BEFORE] },
    differs:
      'The page says that lpcbTransfer is not updated. Not verified: of GetOverlappedResult it is known that Windows updates it all the same.',
  },
  {
    name: 'rule-24-incomplete',
    says: 'While an operation is in flight its result is WSA_IO_INCOMPLETE, and nothing is written behind the pointers.',
    page: PAGE,
    actors: {
      *receiver() {
        const { near } = yield* connectedPair();
        const { lpOverlapped } = yield* receive(near);
        yield* fact('in flight', yield* fetchOver(near, lpOverlapped));
      },
    },
    wine: { 'in flight': [0, 996, BEFORE, BEFORE] },
  },
];
