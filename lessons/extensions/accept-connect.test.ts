import { expect, it } from 'vitest';
import { constants } from '../../winsock/index.ts';
import { actorsOf, type Program, type Request, type Shared } from '../program.ts';
import { acceptConnect } from './accept-connect.ts';

const WSAEAFNOSUPPORT = 10047;
const WSAEADDRNOTAVAIL = 10049;
const endpoint = { type: 'endpoint', address: '127.0.0.1', port: 5001 } as const;

/** Everything works, but for what `fails` names: the error of a call, 0 for success. */
function perform(program: Program, fails: (api: string, args: Readonly<Record<string, unknown>>) => number) {
  const notes: string[] = [];
  const published = new Map<string, Shared>();
  const answer = (request: Request): unknown => {
    switch (request.ask) {
      case 'call': {
        const error = fails(request.api, request.args);
        const object = error === 0 ? { type: 'socket', object: 1, handle: 4 } : undefined;
        return { api: request.api, returned: 0, object, failed: error !== 0, error, out: { name: endpoint } };
      }
      case 'buffer':
        return { type: 'buffer', id: 1, address: 0, length: 64 };
      case 'overlapped':
        return { type: 'overlapped', slot: 1, address: 0 };
      case 'read':
        return new Uint8Array(request.length);
      case 'note':
        return void notes.push(request.text);
      case 'publish':
        return void published.set(request.name, request.value);
      default:
        return undefined;
    }
  };
  for (let next = program.next(); next.done !== true; next = program.next(answer(next.value)));
  return { notes, published };
}

const { AF_INET6 } = constants.addressFamilies;

it.each([
  [
    'WSASocketW',
    'af',
    AF_INET6,
    WSAEAFNOSUPPORT,
    'WSASocketW fails with WSAEAFNOSUPPORT (10047): this system has no IPv6.',
  ],
  [
    'bind',
    'name',
    '::1',
    WSAEADDRNOTAVAIL,
    'bind fails with WSAEADDRNOTAVAIL (10049): this machine has no IPv6 loopback.',
  ],
])('says so and goes on where there is no IPv6: %s fails', (api, parameter, value, error, note) => {
  const isIpv6 = (argument: unknown) =>
    argument === value ||
    (typeof argument === 'object' && argument !== null && 'address' in argument && argument.address === value);
  const { notes, published } = perform(actorsOf(acceptConnect, {})['server']!(), (name, args) =>
    name === api && isIpv6(args[parameter]) ? error : 0,
  );
  expect(notes.at(-1)).toBe(note);
  expect(published.get('IPv6 address')).toBe(null);
});
