import { type Api, Composer } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import { Outage } from '../../../application/ports/outage.ts';
import { languageOfCode } from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import { translate } from '../texts/translate.ts';
import { accountCommands } from './account-commands.ts';
import { adminCommands } from './admin-commands.ts';
import { workCommands } from './commands.ts';
import { BotContext } from './context.ts';
import { FloodWait } from './flood-wait.ts';
import { identify } from './identify.ts';
import { plainMessages } from './messages.ts';
import { pictureButtons } from './picture-buttons.ts';
import type { BotServices } from './services.ts';
import { settingsMenu } from './settings-menu.ts';
import { shopAdmin } from './shop/admin.ts';
import { charges } from './shop/charges.ts';
import { shop } from './shop/shop.ts';
import { chatOf, senderOf } from './update-facts.ts';

export interface Bot {
  /**
   * Handles one update. Doing it twice asks for nothing twice.
   * @throws Outage when Telegram or something of ours cannot be reached right now
   */
  handle(update: Update): Promise<void>;
  /** Tells the sender that something broke. Best effort. */
  apologize(update: Update): Promise<void>;
}

/** The conversation with users: updates in, use cases called, short answers out. */
export function createBot(api: Api, me: UserFromGetMe, services: BotServices): Bot {
  const composer = new Composer<BotContext>();
  composer.use(charges(services));
  composer.use(identify(services));
  composer.use(shop(services));
  composer.use(workCommands(services));
  composer.use(accountCommands(services));
  composer.use(settingsMenu(services));
  composer.use(adminCommands(services));
  composer.use(shopAdmin(services));
  composer.use(pictureButtons(services));
  composer.on('callback_query', async (ctx) => {
    await ctx.acknowledge(translate(ctx.identified.language, 'button-expired'));
  });
  composer.use(plainMessages(services));
  const run = composer.middleware();

  return {
    async handle(update) {
      try {
        await run(new BotContext(update, api, me), () => Promise.resolve());
      } catch (error) {
        forgiveOrThrow(error, update, services);
      }
    },
    async apologize(update) {
      const chat = chatOf(update);
      const language = languageOfCode(senderOf(update)?.language_code);
      const isPayment = update.message?.successful_payment !== undefined;
      const text = translate(language, isPayment ? 'payment-being-booked' : 'internal-error');
      if (update.callback_query !== undefined) {
        await api.answerCallbackQuery(update.callback_query.id, { text, show_alert: true });
      } else if (chat?.type === 'private') {
        await api.sendMessage(chat.id, text);
      }
    },
  };
}

/** An answer that Telegram will never carry is no reason to handle the update again. */
function forgiveOrThrow(error: unknown, update: Update, { logger }: BotServices): void {
  if (!isFromTelegram(error)) {
    throw error;
  }
  const failure = failureOf(error);
  switch (failure.kind) {
    case 'flood':
      throw new FloodWait(failure.retryAfterMs, { cause: error });
    case 'outage':
      throw new Outage('Cannot reach Telegram', { cause: error });
    case 'misconfigured':
    case 'bad_entities':
      throw error;
    default:
      logger.info('answer_refused', { updateId: update.update_id, failure: failure.kind });
  }
}

function isFromTelegram(error: unknown): boolean {
  return error instanceof Error && (error.name === 'GrammyError' || error.name === 'HttpError');
}
