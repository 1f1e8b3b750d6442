import { Api } from 'grammy';
import sharp from 'sharp';
import { afterEach } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.ts';
import type { SimUser } from '../../../sandbox/telegram/control-api.ts';

export type Envelope = {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
};

export type Stage = {
  readonly sandbox: Sandbox;
  /** The real grammY client, pointed at the sandbox. */
  readonly api: Api;
  readonly token: string;
  /** Somebody who has pressed Start; the updates of that are gone. */
  readonly user: SimUser;
  /** A bare JSON call. */
  call(method: string, params?: Record<string, unknown>): Promise<Envelope>;
  /** All updates that wait, confirmed by this very call. */
  drain(): Promise<Record<string, unknown>[]>;
};

const open = new Set<Sandbox>();

afterEach(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  open.clear();
});

/** A running sandbox with one person in it; it is closed after the test. */
export async function setStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox(options);
  open.add(sandbox);
  const { token } = sandbox.telegram.bot();
  const api = new Api(token, { apiRoot: sandbox.telegramUrl });
  const user = sandbox.telegram.createUser({ first_name: 'Анна', language_code: 'ru' });
  sandbox.telegram.pressStart(user.id);
  const stage: Stage = {
    sandbox,
    api,
    token,
    user,
    async call(method, params = {}) {
      const response = await fetch(`${sandbox.telegramUrl}/bot${token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      return (await response.json()) as Envelope;
    },
    async drain() {
      const { result } = await stage.call('getUpdates', { timeout: 0 });
      const updates = result as { update_id: number }[];
      const last = updates.at(-1);
      if (last !== undefined) {
        const offset = last.update_id + 1;
        await fetch(`${sandbox.telegramUrl}/bot${token}/getUpdates?offset=${offset}&timeout=0`);
      }
      return updates;
    },
  };
  await stage.drain();
  return stage;
}

export function picture(width = 400, height = 300, format: 'png' | 'jpeg' = 'png') {
  const background = { r: 250, g: 210, b: 40 };
  const image = sharp({ create: { width, height, channels: 3, background } });
  return image.toFormat(format).toBuffer();
}

export type EventReader = {
  /** The next `count` events; closes the stream. */
  take(count: number): Promise<Record<string, unknown>[]>;
};

/** Opens a stream of server-sent events; what happens from now on comes through it. */
export async function openEvents(url: string, headers = {}): Promise<EventReader> {
  const response = await fetch(url, { headers });
  const { body } = response;
  if (body === null) throw new Error(`No stream at ${url}: ${response.status}`);
  return {
    async take(count) {
      const events: Record<string, unknown>[] = [];
      let rest = '';
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) events.push(JSON.parse(data) as Record<string, unknown>);
        }
        if (events.length >= count) break;
      }
      return events;
    },
  };
}
