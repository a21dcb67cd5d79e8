import { EventEmitter } from 'node:events';
import type { NativeImage, NotificationConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../protocol/index.ts';
import { redDot, Taskbar } from './taskbar.ts';

const dot = { isDot: true } as unknown as NativeImage;
const session = (state: SessionState['state'], source = 1, text = ''): SessionState => ({
  source,
  program: 'load',
  state,
  text,
});
const reading = (part: number, name = 'big.ovl') => ({ reading: { name, part }, theme: 'system' as const });
const idle = { reading: null, theme: 'system' as const };

describe('the taskbar', () => {
  const window = {
    setProgressBar: vi.fn<(part: number) => void>(),
    setOverlayIcon: vi.fn<(icon: NativeImage | null, words: string) => void>(),
    isFocused: vi.fn<() => boolean>(),
    show: vi.fn<() => void>(),
    focus: vi.fn<() => void>(),
  };
  const notifications: (NotificationConstructorOptions & EventEmitter)[] = [];
  let nowMs = 0;
  let taskbar: Taskbar;

  beforeEach(() => {
    vi.clearAllMocks();
    window.isFocused.mockReturnValue(false);
    notifications.length = 0;
    taskbar = new Taskbar({
      window: () => window,
      dot,
      notification: (options) => {
        const emitter = Object.assign(new EventEmitter(), options, { show: () => notifications.push(emitter) });
        return emitter as never;
      },
      now: () => nowMs,
    });
  });

  it('shows how much of a file has been read, and nothing when none is', () => {
    for (const news of [idle, reading(0), reading(0.5), idle]) taskbar.news(news);
    expect(window.setProgressBar.mock.calls).toEqual([[-1], [0], [0.5], [-1]]);
  });

  it('has a red dot from the start of a session to its end', () => {
    for (const state of ['starting', 'running', 'paused', 'stopping', 'ended', 'ended'] as const)
      taskbar.session(session(state));
    expect(window.setOverlayIcon.mock.calls).toEqual([
      [dot, 'Recording load'],
      [null, ''],
    ]);
  });

  it('has one for a session that begins as soon as it is told of the end of another', () => {
    taskbar.session(session('ended'));
    taskbar.session(session('starting', 2));
    expect(window.setOverlayIcon.mock.calls).toEqual([[dot, 'Recording load']]);
  });

  it('tells of long work that has ended while nobody looked', () => {
    taskbar.news(reading(0));
    nowMs += 10_000;
    taskbar.news(idle);
    taskbar.session(session('running'));
    nowMs += 10_000;
    taskbar.session(session('failed', 1, 'The disk is full.'));
    taskbar.session(session('running', 2));
    nowMs += 10_000;
    taskbar.session(session('ended', 2));
    expect(notifications.map(({ title, body }) => [title, body])).toEqual([
      ['big.ovl has been read', 'It can be looked at.'],
      ['load has failed', 'The disk is full.'],
      ['load has ended', 'What it recorded is kept.'],
    ]);
    notifications[0]?.emit('click');
    expect([window.show.mock.calls.length, window.focus.mock.calls.length]).toEqual([1, 1]);
  });

  it('tells of nothing that was short, or that was looked at', () => {
    taskbar.news(reading(0));
    nowMs += 9999;
    taskbar.news(idle);
    window.isFocused.mockReturnValue(true);
    taskbar.session(session('running'));
    nowMs += 60_000;
    taskbar.session(session('ended'));
    expect(notifications).toEqual([]);
  });

  it('begins anew with another file', () => {
    taskbar.news(reading(0.9));
    nowMs += 9000;
    taskbar.news(reading(0, 'other.ovl'));
    nowMs += 9000;
    taskbar.news(idle);
    expect(notifications).toEqual([]);
  });
});

it('the dot is red, round, and nothing around it', () => {
  const pixels = redDot(16);
  const pixel = (x: number, y: number) => [...pixels.subarray((y * 16 + x) * 4, (y * 16 + x) * 4 + 4)];
  expect(pixels).toHaveLength(16 * 16 * 4);
  expect(pixel(8, 8)).toEqual([0x44, 0x44, 0xef, 0xff]);
  expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
});
