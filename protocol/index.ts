export * from './bridge.ts';
export * from './bridge-frames.ts';
export * from './commands.ts';
export * from './electron.ts';
export * from './result.ts';
export * from './ui.ts';
export type * from './ui-carrier.ts';
export * from './window-news.ts';
