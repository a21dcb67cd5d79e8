import { EventEmitter } from 'node:events';
import type { MessagePortMain } from 'electron';
import { expect, test } from 'vitest';
import type { UiCarrier } from '../protocol/index.ts';
import { encodeRows } from '../protocol/testing/encode-rows.ts';
import { carryOverPort } from './port-carrier.ts';

function carried() {
  const sent: unknown[] = [];
  const heard: unknown[] = [];
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => sent.push(message),
    start: () => heard.push('start'),
  });
  let carrier: UiCarrier | undefined;
  const attach = (given: UiCarrier) => {
    carrier = given;
    return { said: (message: unknown) => heard.push(message), closed: () => heard.push('closed') };
  };
  carryOverPort({ attach }, port as unknown as MessagePortMain);
  if (carrier === undefined) throw new Error('The host was given no carrier');
  return { carrier, port, sent, heard };
}

test('text goes as JSON and comes back as values', () => {
  const { carrier, port, sent, heard } = carried();
  carrier.tell({ kind: 'answer', id: 1, result: { ok: true, value: null } });
  expect(sent).toEqual(['{"kind":"answer","id":1,"result":{"ok":true,"value":null}}']);
  port.emit('message', { data: '{"id":1}' });
  port.emit('message', { data: '{"id":' });
  port.emit('message', { data: { id: 2 } });
  port.emit('close');
  expect(heard).toEqual(['start', { id: 1 }, undefined, undefined, 'closed']);
});

test('rows go as bytes that own their buffer, and no other way', () => {
  const { carrier, sent } = carried();
  const rows = encodeRows({ source: 1, first: 1, messages: [new Uint8Array([1, 2, 3])] });
  carrier.binary(rows);
  expect(sent).toEqual([rows]);
  expect(() => carrier.binary(new Uint8Array(new ArrayBuffer(64), 0, 8))).toThrow('must own');
});
