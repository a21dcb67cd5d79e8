export { createHost } from './commands/serve.ts';
export { environment } from './environment.ts';
export { Host } from './host.ts';
export { selfTest } from './self-test.ts';
