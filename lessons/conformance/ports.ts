import { constants } from '../../winsock/index.ts';
import { buffer, fact, overlapped, read, winsock } from '../calls.ts';
import { associate, createPort } from '../ports.ts';
import type { Program, SocketRef } from '../program.ts';
import { createEvent, must, waitForAny } from '../sockets.ts';
import {
  accepted,
  hasNoPacket,
  KEY,
  isSignaled,
  nextPacket,
  pairAtPort,
  receive,
  resultOf,
  returnedBy,
  send,
  udpPair,
  untilReadable,
} from './probes.ts';
import type { Rule } from './rule.ts';

const { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS } = constants.notificationModes;
const { AF_INET, AF_INET6 } = constants.addressFamilies;
const CANCELLED = 0xc0000120;

function* skipOnSuccess(s: SocketRef): Program {
  must(
    yield* winsock.SetFileCompletionNotificationModes({
      FileHandle: s,
      Flags: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
    }),
  );
}

const successIsQueued: Rule = {
  name: 'rule-6-immediate-success-is-queued',
  says: 'A call that returns 0 queues a packet all the same.',
  page: 'FileIO/synchronous-and-asynchronous-i-o',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const sent = yield* send(near);
      yield* fact('send', sent.returned);
      yield* fact('packet of the send', yield* nextPacket(port));
      yield* send(far);
      yield* untilReadable(near);
      const received = yield* receive(near);
      yield* fact('receive, with data there', received.returned);
      yield* fact('it is accepted', accepted(received.returned));
      yield* fact('packet of the receive', yield* nextPacket(port));
      yield* fact('nothing else', yield* hasNoPacket(port));
    },
  },
  wine: {
    send: [0, 0],
    'packet of the send': [KEY, 5, 0],
    'receive, with data there': [0, 0],
    'it is accepted': true,
    'packet of the receive': [KEY, 5, 0],
    'nothing else': true,
  },
  wineOnly: ['send', 'receive, with data there'],
  differs: 'Windows usually completes both calls at once, and promises it for neither.',
};

const skipMode: Rule = {
  name: 'rule-7-skip-on-success',
  says: 'With FILE_SKIP_COMPLETION_PORT_ON_SUCCESS a call that returns 0 queues no packet; WSA_IO_PENDING still does, however it ends.',
  page: 'api/winbase/nf-winbase-setfilecompletionnotificationmodes',
  actors: {
    *caller() {
      yield* fact('TCP and UDP without XP1_IFS_HANDLES', yield* protocolsWithoutHandles());
      const [near, far, port] = yield* pairAtPort();
      yield* skipOnSuccess(near);
      const sent = yield* send(near);
      yield* fact('send', sent.returned);
      const isSkipped = yield* hasNoPacket(port);
      yield* fact('0 queues nothing', sent.returned[0] !== 0 || isSkipped);
      yield* fact('receive', (yield* receive(near)).returned);
      yield* send(far);
      yield* fact('its packet', yield* nextPacket(port));

      const { lpOverlapped } = yield* receive(near);
      must(yield* winsock.CancelIoEx({ hFile: near, lpOverlapped }));
      yield* fact('packet of a cancelled receive', yield* nextPacket(port));

      const disconnected = yield* winsock.DisconnectEx({
        s: near,
        lpOverlapped: yield* overlapped(),
        dwFlags: 0,
        dwReserved: 0,
      });
      yield* fact('DisconnectEx', returnedBy(disconnected));
      yield* fact('DisconnectEx queues nothing', yield* hasNoPacket(port));
      // A packet that never comes is not waited for when its port is closed.
      must(yield* winsock.CloseHandle({ hObject: port }));
    },
  },
  wine: {
    'TCP and UDP without XP1_IFS_HANDLES': 0,
    send: [0, 0],
    '0 queues nothing': true,
    receive: [-1, 997],
    'its packet': [KEY, 5, 0],
    'packet of a cancelled receive': [KEY, 0, CANCELLED],
    DisconnectEx: [0, 997],
    'DisconnectEx queues nothing': true,
  },
  windows: { 'DisconnectEx queues nothing': false },
  wineOnly: ['TCP and UDP without XP1_IFS_HANDLES', 'send', 'DisconnectEx'],
  differs:
    'A layered provider has no real handles. Windows may leave a send pending although there is room for it. DisconnectEx queues its packet there; Wine loses it, although the call was pending.',
};

const ENTRY_BYTES = 628;
const [SERVICE_FLAGS_1, FAMILY, PROTOCOL] = [0, 76, 92];
const XP1_IFS_HANDLES = 0x20000;

/** How many of the TCP and UDP protocols of this system have sockets that are no real file handles. */
function* protocolsWithoutHandles(): Program<number> {
  const room = 64 * ENTRY_BYTES;
  const lpProtocolBuffer = yield* buffer(room);
  const { returned: count } = must(yield* winsock.WSAEnumProtocolsW({ lpProtocolBuffer, lpdwBufferLength: room }));
  const view = new DataView((yield* read(lpProtocolBuffer, room)).buffer);
  const { IPPROTO_TCP, IPPROTO_UDP } = constants.protocols;
  let without = 0;
  for (let entry = 0; entry < count * ENTRY_BYTES; entry += ENTRY_BYTES) {
    const family = view.getInt32(entry + FAMILY, true);
    const protocol = view.getInt32(entry + PROTOCOL, true);
    if (family !== AF_INET && family !== AF_INET6) continue;
    if (protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) continue;
    if ((view.getUint32(entry + SERVICE_FLAGS_1, true) & XP1_IFS_HANDLES) === 0) without++;
  }
  return without;
}

const skipModeOfDatagrams: Rule = {
  name: 'rule-7-skip-on-success-udp',
  says: 'FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is not to be relied on with UDP sockets; under Wine it works.',
  actors: {
    *caller() {
      const [sender, receiver] = yield* udpPair();
      const port = yield* createPort();
      for (const s of [sender, receiver]) {
        yield* associate(s, port, KEY);
        yield* skipOnSuccess(s);
      }
      yield* fact('receive', (yield* receive(receiver)).returned);
      yield* fact('send', (yield* send(sender)).returned);
      yield* fact('packet of the receive', yield* nextPacket(port));
      yield* fact('nothing else', yield* hasNoPacket(port));
      yield* send(sender);
      yield* fact('receive, with data there', (yield* receive(receiver)).returned);
      yield* fact('it queues nothing', yield* hasNoPacket(port));
    },
  },
  wine: {
    receive: [-1, 997],
    send: [0, 0],
    'packet of the receive': [KEY, 5, 0],
    'nothing else': true,
    'receive, with data there': [0, 0],
    'it queues nothing': true,
  },
  wineOnly: ['send', 'packet of the receive', 'nothing else', 'receive, with data there', 'it queues nothing'],
  differs:
    'libuv reports that no known Windows supports this mode with datagram sockets; what happens then is not verified.',
};

const lowBit: Rule = {
  name: 'rule-10-low-bit-of-hevent',
  says: 'hEvent with its lowest bit set is signaled as usual and keeps the packet off the port.',
  page: 'api/ioapiset/nf-ioapiset-getqueuedcompletionstatus',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const hEvent = yield* createEvent();
      const received = yield* receive(near, { hEvent, keepsOffPort: true });
      yield* fact('receive', received.returned);
      yield* send(far);
      yield* waitForAny([hEvent]);
      yield* fact('result of the receive', yield* resultOf(near, received));
      yield* fact('it queues nothing', yield* hasNoPacket(port));
      const hEventOfSend = yield* createEvent();
      const sent = yield* send(near, { hEvent: hEventOfSend, keepsOffPort: true });
      yield* fact('send', sent.returned);
      yield* waitForAny([hEventOfSend]);
      yield* fact('result of the send', yield* resultOf(near, sent));
      yield* fact('it queues nothing either', yield* hasNoPacket(port));
    },
  },
  wine: {
    receive: [-1, 997],
    'result of the receive': [1, 0, 5],
    'it queues nothing': true,
    send: [0, 0],
    'result of the send': [1, 0, 5],
    'it queues nothing either': true,
  },
  wineOnly: ['send'],
  differs: 'Windows may leave a send pending although there is room for it.',
};

const eventAndPort: Rule = {
  name: 'rule-11-event-and-port',
  says: 'An operation with an event on a socket of a port does both: the event is signaled, a packet is queued.',
  page: 'WinSock/receiving-completion-indications-2',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const hEvent = yield* createEvent();
      yield* fact('receive', (yield* receive(near, { hEvent })).returned);
      yield* fact('signaled while pending', yield* isSignaled(hEvent));
      yield* send(far);
      yield* waitForAny([hEvent]);
      yield* fact('its packet', yield* nextPacket(port));
      yield* fact('signaled after the packet', yield* isSignaled(hEvent));
    },
  },
  wine: {
    receive: [-1, 997],
    'signaled while pending': false,
    'its packet': [KEY, 5, 0],
    'signaled after the packet': true,
  },
};

export const ports: readonly Rule[] = [successIsQueued, skipMode, skipModeOfDatagrams, lowBit, eventAndPort];
