import { startSandbox } from '../../sandbox/server.ts';
import { serve } from '../processes/remote.ts';
import { Buyers, type OpenInvoice } from './buyers.ts';

/* Telegram, Gemini, the payers and the crowd, in a process of their own. */

const sandbox = await startSandbox({ gemini: { callsKept: 1 } });
const buyers = new Buyers(sandbox);

const calls = {
  addresses: (_: undefined) => ({
    telegramUrl: sandbox.telegramUrl,
    geminiUrl: sandbox.geminiUrl,
    token: sandbox.telegram.bot().token,
  }),
  invoices: (count: number) => buyers.invoices(count),
  pay: (invoices: readonly OpenInvoice[]) => buyers.pay(invoices),
  startCrowd: (size: number) => buyers.startCrowd(size),
  stopCrowd: (_: undefined) => buyers.stopCrowd(),
};

export type CheckoutStandIns = typeof calls;

serve(calls);
