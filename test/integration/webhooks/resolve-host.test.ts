import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveByDns } from '../../../src/adapters/webhooks/resolve-host.ts';

/** RFC 1035, section 3.2.2, and RFC 3596. */
const recordTypes = { a: 1, aaaa: 28 } as const;
const noError = 0;
const nameError = 3;

let server: Socket;
let asked: number;

beforeEach(async () => {
  asked = 0;
  server = createSocket('udp4');
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

/** A name server that knows one name. */
function answer(records: { readonly [type: number]: readonly number[] }): void {
  server.on('message', (query, { port, address }) => {
    asked += 1;
    const endOfName = query.indexOf(0, 12);
    const question = query.subarray(12, endOfName + 5);
    const type = query.readUInt16BE(endOfName + 1);
    const record = records[type];
    const code = Object.keys(records).length === 0 ? nameError : noError;
    const header = Buffer.from([0x81, 0x80 | code, 0, 1, 0, record ? 1 : 0, 0, 0, 0, 0]);
    const found = record
      ? [Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, record.length, ...record])]
      : [];
    const reply = Buffer.concat([query.subarray(0, 2), header, question, ...found]);
    server.send(reply, port, address);
  });
}

const resolve = (host: string) => resolveByDns([`127.0.0.1:${server.address().port}`])(host);

test('a name has the addresses of both families', async () => {
  const ipv6 = [0x26, 0x06, 0x47, 0, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11];
  answer({ [recordTypes.a]: [93, 184, 215, 14], [recordTypes.aaaa]: ipv6 });

  expect(await resolve('hooks.example.com')).toEqual([
    { address: '93.184.215.14', family: 4 },
    { address: '2606:4700:4700::1111', family: 6 },
  ]);
  expect(asked).toBe(2);
});

test('a name may have addresses of one family alone', async () => {
  answer({ [recordTypes.a]: [93, 184, 215, 14] });

  expect(await resolve('hooks.example.com')).toEqual([{ address: '93.184.215.14', family: 4 }]);
});

test('a name that nobody has is an error', async () => {
  answer({});

  await expect(resolve('hooks.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
