import { run } from '@grammyjs/runner';
import { Queue, Worker } from 'bullmq';
import { Bot } from 'grammy';
import { Redis } from 'ioredis';
import { GeminiClient } from '../../src/adapters/gemini/gemini-client.ts';
import { defaultSettings } from '../../src/domain/settings/settings.ts';
import { serve } from '../processes/remote.ts';

/*
 * The floor: the least that a bot can do with the same HTTP calls through the same queue. No
 * database, no accounts, no checks; what is under way when it stops is lost.
 */

interface Question {
  readonly chatId: number;
  readonly text: string;
}

const { TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, GEMINI_BASE_URL, REDIS_URL } = process.env;
const atOnce = 50;

const bot = new Bot(TELEGRAM_BOT_TOKEN ?? '', { client: { apiRoot: TELEGRAM_API_ROOT ?? '' } });
const gemini = new GeminiClient({ apiKey: 'sandbox-key', baseUrl: GEMINI_BASE_URL });
const connection = new Redis(REDIS_URL ?? '', { maxRetriesPerRequest: null });
const shared = { connection, prefix: 'bare-bot' };
const queue = new Queue<Question>('questions', shared);

bot.on('message:text', async (ctx) => {
  const question = { chatId: ctx.chat.id, text: ctx.message.text };
  await queue.add('question', question, { removeOnComplete: true });
});

const worker = new Worker<Question>(
  'questions',
  async ({ data: { chatId, text } }) => {
    const answer = await ask(text);
    await bot.api.sendMessage(chatId, answer, { link_preview_options: { is_disabled: true } });
  },
  { ...shared, concurrency: atOnce },
);

async function ask(text: string): Promise<string> {
  const request = {
    model: defaultSettings.defaultTextModel,
    contents: [{ role: 'user', parts: [{ text }] }],
    config: { systemInstruction: defaultSettings.systemInstruction, maxOutputTokens: 8_192 },
  };
  let answer = '';
  for await (const chunk of gemini.stream(request, new AbortController().signal)) {
    if (!chunk.ok) {
      throw new Error(`The model failed: ${chunk.error.failure.kind}`);
    }
    answer += chunk.value.candidates?.[0]?.content?.parts?.[0]?.text ?? '';
  }
  return answer;
}

await bot.init();
await worker.waitUntilReady();
run(bot);

const calls = {
  ready: (_: undefined) => true,
  cpuMs: (_: undefined) => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};

export type BareBotCalls = typeof calls;

serve(calls);
