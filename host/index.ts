export { createHost } from './commands/serve.ts';
export { endProcess, killProcess } from './end-process.ts';
export { environment } from './environment.ts';
export { Host } from './host.ts';
export { sessionsFolder } from './root.ts';
export { selfTest } from './self-test.ts';
