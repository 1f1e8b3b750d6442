import Fastify from 'fastify';
import { expect, vi } from 'vitest';
import type { GeminiStandIn } from '../../../sandbox/gemini/control/control.ts';
import type { Behaviour, Call } from '../../../sandbox/gemini/control-api.ts';
import { registerGemini } from '../../../sandbox/gemini/register.ts';

export interface RunningStandIn {
  /** For `createGeminiModel` and `createImagenModel`. */
  readonly baseUrl: string;
  readonly control: GeminiStandIn;
  /** All calls from now on meet this behaviour. */
  always(behaviour: Behaviour): void;
  /** The next calls meet these behaviours, one each; further ones are answered. */
  nextCalls(...behaviours: readonly Behaviour[]): void;
  /**
   * The calls since the last reset. Fails unless they are exactly so many; the log may get a call a moment after the client
   * has its answer.
   */
  calls(total: number): Promise<readonly Call[]>;
  /** Resolves when another request has come in. */
  reached(): Promise<void>;
  close(): Promise<void>;
}

/** The Gemini stand-in in this process, on a free port; pictures are tiny. */
export async function startStandIn(): Promise<RunningStandIn> {
  const app = Fastify({ forceCloseConnections: true });
  const waiting: (() => void)[] = [];
  app.addHook('onRequest', async () => {
    for (const resolve of waiting.splice(0)) {
      resolve();
    }
  });
  const control = registerGemini(app, { pictures: 'tiny' });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    baseUrl: `${address}/gemini`,
    control,
    always: (behaviour) => void control.script({ rules: [{ behaviour }] }),
    nextCalls: (...behaviours) => {
      control.script({ rules: behaviours.map((behaviour) => ({ behaviour, times: 1 })) });
    },
    calls: async (total) => {
      const check = () => expect(control.calls().total).toBe(total);
      await vi.waitFor(check, { interval: 5, timeout: 2_000 });
      return control.calls().calls;
    },
    reached: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => app.close(),
  };
}
