import { fact, release, winsock, write } from '../calls.ts';
import { connectedPair, receive } from './probes.ts';
import type { Refusal } from './rule.ts';

/**
 * Row 35: a WSAOVERLAPPED and its buffers belong to Windows until the operation has completed. Neither Wine nor Windows
 * notices a program that breaks this rule: with two operations in one structure both complete into it. So the bridge does.
 */
export const refusals: readonly Refusal[] = [
  {
    name: 'rule-35-no-second-operation',
    says: 'A WSAOVERLAPPED that is in flight cannot be issued again.',
    actors: {
      *caller() {
        const [near] = yield* connectedPair();
        const { lpOverlapped, memory } = yield* receive(near);
        yield* winsock.WSARecv({ s: near, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
        yield* fact('it was issued again', true);
      },
    },
    refusedWith: 'caller: WSAOVERLAPPED 1 is in-flight: it cannot be issued now.',
  },
  {
    name: 'rule-35-no-early-release',
    says: 'A WSAOVERLAPPED that is in flight cannot be released.',
    actors: {
      *caller() {
        const [near] = yield* connectedPair();
        const { lpOverlapped } = yield* receive(near);
        yield* release(lpOverlapped);
        yield* fact('it was released', true);
      },
    },
    refusedWith: 'caller: WSAOVERLAPPED 1 is in-flight: it cannot be released now.',
  },
  {
    name: 'rule-35-no-early-write',
    says: 'The buffer of an operation that is in flight cannot be written to.',
    actors: {
      *caller() {
        const [near] = yield* connectedPair();
        const { memory } = yield* receive(near);
        yield* write(memory, new Uint8Array([1]));
        yield* fact('it was written to', true);
      },
    },
    refusedWith: 'caller: Buffer 1 belongs to operation 1, which is in flight: it cannot be written to now.',
  },
];
