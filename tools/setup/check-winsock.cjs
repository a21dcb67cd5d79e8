// Runs in Windows Node, under Wine: can this machine make a live Winsock call? Writes what it found to stdout.
const os = require('node:os');
const koffi = require('koffi');

const WSAStartup = koffi
  .load('ws2_32.dll')
  .func('int __stdcall WSAStartup(uint16_t wVersionRequested, void *lpWSAData)');
const wsaStartup = WSAStartup(0x0202, Buffer.alloc(408));
console.log(JSON.stringify({ node: process.version, windows: os.release(), wsaStartup }));
