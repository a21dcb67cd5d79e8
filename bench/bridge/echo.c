/*
 * The echo of the lesson load, model port, one thread, as a C program: what the same calls cost without JavaScript.
 *
 *   echo.exe <connections> <seconds> <result file>
 *
 * One thread holds both ends of every connection. Each connection has one message of 64 bytes on its way: two sends and
 * two receives a round trip. Writes the round trips a second into the result file.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#define MESSAGE_BYTES 64
#define AT_ONCE 64

typedef struct End End;
typedef struct {
  OVERLAPPED overlapped; /* first: a packet's lpOverlapped is this structure */
  End *end;
  int receives;
  char bytes[MESSAGE_BYTES];
} Direction;
struct End {
  SOCKET s;
  int is_client;
  Direction receiving, sending;
};

static long long echoed;
static int is_over;

static void fail(const char *what) {
  fprintf(stderr, "%s failed with %d\n", what, WSAGetLastError());
  exit(1);
}

static void issue(Direction *direction) {
  WSABUF buffer = {MESSAGE_BYTES, direction->bytes};
  DWORD flags = 0;
  ZeroMemory(&direction->overlapped, sizeof direction->overlapped);
  int returned = direction->receives
                     ? WSARecv(direction->end->s, &buffer, 1, NULL, &flags, &direction->overlapped, NULL)
                     : WSASend(direction->end->s, &buffer, 1, NULL, 0, &direction->overlapped, NULL);
  if (returned == SOCKET_ERROR && WSAGetLastError() != WSA_IO_PENDING) fail("issue");
}

static void completed(Direction *direction, DWORD bytes) {
  End *end = direction->end;
  if (!direction->receives) return;
  if (bytes != MESSAGE_BYTES) fail("a whole message");
  if (end->is_client) echoed++;
  if (end->is_client && is_over) return;
  issue(&end->receiving);
  issue(&end->sending);
}

static void open_end(End *end, SOCKET s, int is_client, HANDLE port) {
  end->s = s;
  end->is_client = is_client;
  end->receiving.end = end->sending.end = end;
  end->receiving.receives = 1;
  if (CreateIoCompletionPort((HANDLE)s, port, 1, 0) == NULL) fail("CreateIoCompletionPort");
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int connections = atoi(argv[1]);
  double seconds = atof(argv[2]);
  WSADATA data;
  WSAStartup(MAKEWORD(2, 2), &data);
  HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
  SOCKET listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
  struct sockaddr_in address = {0};
  int length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  End *ends = calloc(2 * connections, sizeof(End));
  for (int i = 0; i < connections; i++) {
    SOCKET client = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (connect(client, (struct sockaddr *)&address, sizeof address)) fail("connect");
    open_end(&ends[2 * i], accept(listener, NULL, NULL), 0, port);
    open_end(&ends[2 * i + 1], client, 1, port);
  }
  LARGE_INTEGER frequency, begin, now;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&begin);
  for (int i = 0; i < 2 * connections; i++) {
    issue(&ends[i].receiving);
    if (ends[i].is_client) issue(&ends[i].sending);
  }
  double elapsed = 0;
  while (elapsed < seconds) {
    OVERLAPPED_ENTRY entries[AT_ONCE];
    ULONG count = 0;
    if (!GetQueuedCompletionStatusEx(port, entries, AT_ONCE, &count, 500, FALSE)) continue;
    for (ULONG i = 0; i < count; i++) {
      completed((Direction *)entries[i].lpOverlapped, entries[i].dwNumberOfBytesTransferred);
    }
    QueryPerformanceCounter(&now);
    elapsed = (double)(now.QuadPart - begin.QuadPart) / frequency.QuadPart;
  }
  FILE *result = fopen(argv[3], "w");
  if (result == NULL) return 1;
  fprintf(result, "%f\n", echoed / elapsed);
  fclose(result);
  return 0;
}
