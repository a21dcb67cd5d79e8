import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openRequestOf, parseOpenRequest } from './open-request.ts';

test('finds the recording among what Chromium adds, as a full path', () => {
  expect(openRequestOf(['.', '--user-data-dir=x.ovl', 'My Talk.OVL', '--inspect=0'], resolve('talks'))).toEqual({
    recording: resolve('talks', 'My Talk.OVL'),
  });
});

test('without a recording there is nothing to open', () => {
  expect(openRequestOf(['.', '--x', 'notes.txt'], '.')).toEqual({});
});

test.each([undefined, null, 'x.ovl', {}, { recording: 7 }, { recording: '/etc/passwd' }, { recording: '--x.ovl' }])(
  'another process may send %j: nothing to open',
  (data) => expect(parseOpenRequest(data)).toEqual({}),
);

test('what was sent arrives', () => {
  const request = openRequestOf(['a.ovl'], '.');
  expect(parseOpenRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
});
