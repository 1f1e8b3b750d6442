import { startSandbox } from '../../sandbox/server.ts';
import { serve } from '../processes/remote.ts';
import { type BurstOrder, Load, type TurnsOrder } from './load.ts';

/* Telegram, Gemini and the users, in a process of their own. */

const sandbox = await startSandbox({ gemini: { callsKept: 1 } });
const load = new Load(sandbox);

const calls = {
  addresses: (_: undefined) => ({
    telegramUrl: sandbox.telegramUrl,
    geminiUrl: sandbox.geminiUrl,
    token: sandbox.telegram.bot().token,
  }),
  newUsers: (count: number) => load.newUsers(count),
  burst: (order: BurstOrder) => load.burst(order),
  turns: (order: TurnsOrder) => load.turns(order),
  journal: (_: undefined) => load.journal(),
};

export type StandInCalls = typeof calls;

serve(calls);
