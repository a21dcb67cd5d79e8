import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { localRecording, openRequestOf, parseOpenRequest } from './open-request.ts';

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

test.each(['//server/share/a.ovl', String.raw`\\server\share\a.ovl`, String.raw`\/server/a.ovl`, 'a.txt', '', 7, null])(
  'a page cannot name %j',
  (data) => {
    expect(localRecording(data)).toBeUndefined();
  },
);

test('a page can name a recording on this machine', () => {
  expect(localRecording('/home/me/a.ovl')).toBe(resolve('/home/me/a.ovl'));
});
