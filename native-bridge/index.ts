export { Bridge } from './bridge.ts';
export { threadsLeft } from './live-session.ts';
