import { fact } from '../calls.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import type { Rule } from './rule.ts';
import { connectedPair, deliver, receive, receiveText, send, textIn, waitFor, type Issued } from './steps.ts';

const PARTS = ['AAAA', 'BBBB', 'CCCC', 'DDDD', 'EEEE', 'FFFF'];

export const order: readonly Rule[] = [
  {
    name: 'rule-34-order-of-receives',
    says: 'Receives in flight on one socket are filled in the order in which they were issued.',
    page: 'api/winsock2/nf-winsock2-wsarecv',
    actors: {
      *receiver() {
        for (const count of [2, 4]) {
          const { near, far } = yield* connectedPair();
          const parts = PARTS.slice(0, count);
          const receives: Issued[] = [];
          const port = yield* createPort();
          yield* associate(near, port, 1);
          for (const { length } of parts) receives.push(yield* receive(near, { length }));
          yield* deliver(far, parts.join(''));
          const texts: string[] = [];
          for (const issued of receives) {
            yield* waitFor(issued.hEvent);
            texts.push(yield* textIn(issued));
          }
          yield* fact(`${count} in flight`, texts);
          const packets = yield* dequeue(port, count);
          const isInOrder = receives.every(
            ({ lpOverlapped }, at) => packets[at]?.lpOverlapped?.slot === lpOverlapped.slot,
          );
          yield* fact(`${count} dequeued in order`, isInOrder);
        }
      },
    },
    wine: {
      '2 in flight': PARTS.slice(0, 2),
      '2 dequeued in order': true,
      '4 in flight': PARTS.slice(0, 4),
      '4 dequeued in order': true,
    },
    wineOnly: ['2 dequeued in order', '4 dequeued in order'],
    differs: 'The page promises no order of the completions, only that of the buffers.',
  },
  {
    name: 'rule-34-order-of-sends',
    says: 'Sends in flight on one socket are sent in the order in which they were issued.',
    page: 'api/winsock2/nf-winsock2-wsasend',
    actors: {
      *sender() {
        const { near, far } = yield* connectedPair({ sending: 0, receiving: 0 });
        const sends: Issued[] = [];
        for (const part of PARTS) sends.push(yield* send(near, part.repeat(1024)));
        yield* fact(
          'sends that pend',
          sends.every(({ error }) => error === 997),
        );
        const text = yield* receiveText(far, PARTS.join('').length * 1024);
        yield* fact('received in order', text === PARTS.map((part) => part.repeat(1024)).join(''));
        for (const { hEvent } of sends) yield* waitFor(hEvent);
      },
    },
    wine: { 'sends that pend': true, 'received in order': true },
    wineOnly: ['sends that pend'],
    differs: 'That Windows leaves small sends in flight when neither end has a buffer is not verified.',
  },
];
