import { FaultScript } from '../../http/fault-script.ts';
import type { FaultRule } from '../control-api.ts';

export type CallFacts = { readonly method: string; readonly chatId: number | undefined };

/** Method names are case-insensitive, as Telegram has them; `*` is any. */
export const telegramFaults = () =>
  new FaultScript<FaultRule, CallFacts>(
    (rule, { method, chatId }) =>
      (rule.chatId === undefined || rule.chatId === chatId) &&
      (rule.method === '*' || rule.method.toLowerCase() === method.toLowerCase()),
  );
