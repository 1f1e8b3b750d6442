import type { Api } from 'grammy';
import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { createTelegramApi } from '../../../src/adapters/telegram/api/telegram-api.ts';
import { TelegramMessenger } from '../../../src/adapters/telegram/messenger/telegram-messenger.ts';
import { type UserId, userId } from '../../../src/domain/shared/ids.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

export interface Stage {
  readonly sandbox: Sandbox;
  readonly api: Api;
  readonly token: string;
  readonly messenger: TelegramMessenger;
  readonly user: UserId;
  readonly logger: RecordingLogger;
}

/** A user who has started the bot, and our messenger against the stand-in, over HTTP. */
export async function setStage(): Promise<Stage> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const logger = new RecordingLogger();
  const { token } = sandbox.telegram.bot();
  const api = createTelegramApi({ token, apiRoot: sandbox.telegramUrl, logger });
  const clock = new ManualClock();
  const messenger = new TelegramMessenger({ api, clock, logger, graceMs: 1 });
  const user = sandbox.telegram.createUser({ language_code: 'ru' });
  sandbox.telegram.pressStart(user.id);
  return { sandbox, api, token, messenger, user: userId(user.id), logger };
}

/** Bot messages that the user sees now. */
export function botMessages({ sandbox, user }: Stage) {
  return sandbox.telegram.chat(user).messages.filter(({ from }) => from?.is_bot);
}

/** What the stand-in says against our calls; tests expect nothing. */
export function violations({ sandbox }: Stage): readonly string[] {
  return sandbox.telegram.calls({ violations: true }).calls.flatMap((call) => call.violations);
}
