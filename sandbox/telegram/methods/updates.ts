import type { WebhookInfo } from 'grammy/types';
import type { LongPoll } from '../delivery/long-poll.ts';
import { type Webhook, type WebhookSettings, webhookDefaults } from '../delivery/webhook.ts';
import { badRequest, refusal, tooManyRequests } from '../protocol/refusal.ts';
import type { Call, MethodTable } from './method.ts';

/** How the bot takes its updates: by asking, or at a webhook. */
export function updateMethods(poll: LongPoll, webhook: Webhook): MethodTable {
  const limiter = new OncePerSecond();
  return {
    getUpdates: (call) => getUpdates(call, poll, webhook),
    setWebhook: (call) => setWebhook(call, poll, webhook, limiter),

    deleteWebhook(call) {
      webhook.set(undefined);
      if (call.params.flag('drop_pending_updates')) call.world.updates.dropAll();
      call.world.events.emit({ type: 'bot' });
      return true;
    },

    getWebhookInfo: (call) => webhookInfo(call, webhook),

    logOut: () => true,
    close: () => true,
  };
}

function getUpdates(call: Call, poll: LongPoll, webhook: Webhook) {
  if (webhook.settings !== undefined) {
    throw refusal(
      409,
      "can't use getUpdates method while webhook is active; " +
        'use deleteWebhook to delete the webhook first',
    );
  }
  call.world.updates.allow(call.params.structure<string[]>('allowed_updates'));
  return poll.ask(
    {
      offset: call.params.integer('offset') ?? 0,
      limit: call.params.integer('limit'),
      timeoutSeconds: call.params.integer('timeout'),
    },
    call.onDisconnect,
  );
}

function setWebhook(call: Call, poll: LongPoll, webhook: Webhook, limiter: OncePerSecond): true {
  const settings = settingsOf(call);
  if (settings !== undefined && !limiter.admit(call.world.clock.now())) throw tooManyRequests(1);
  call.world.updates.allow(call.params.structure<string[]>('allowed_updates'));
  if (call.params.flag('drop_pending_updates')) call.world.updates.dropAll();
  if (settings !== undefined) poll.end(refusal(409, 'terminated by setWebhook request'));
  webhook.set(settings);
  call.world.events.emit({ type: 'bot' });
  return true;
}

/** `undefined`: an empty URL takes the webhook away. */
function settingsOf(call: Call): WebhookSettings | undefined {
  const url = call.params.text('url') ?? '';
  if (url === '') return undefined;
  // Telegram wants https; plain http is what a bot under test can offer.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw badRequest('invalid webhook URL specified');
  }
  const secretToken = call.params.text('secret_token') ?? '';
  if (secretToken.length > 256) throw badRequest('secret token is too long');
  if (!/^[\w-]*$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const connections = call.params.integer('max_connections') ?? webhookDefaults.maxConnections;
  return {
    url,
    secretToken,
    maxConnections: Math.min(Math.max(connections, 1), 100),
    ipAddress: call.params.text('ip_address'),
    hasCertificate: call.params.has('certificate'),
  };
}

function webhookInfo(call: Call, webhook: Webhook): WebhookInfo {
  const { settings, lastError } = webhook;
  const allowed = call.world.updates.allowedKinds;
  return {
    url: settings?.url ?? '',
    has_custom_certificate: settings?.hasCertificate ?? false,
    pending_update_count: call.world.updates.pendingCount,
    ...(lastError === undefined
      ? {}
      : { last_error_date: lastError.atSeconds, last_error_message: lastError.message }),
    ...(settings === undefined
      ? {}
      : {
          max_connections: settings.maxConnections,
          ip_address: settings.ipAddress ?? '127.0.0.1',
        }),
    ...(allowed === undefined
      ? {}
      : { allowed_updates: allowed as NonNullable<WebhookInfo['allowed_updates']> }),
  };
}

/** More than one `setWebhook` a second is refused. */
class OncePerSecond {
  #nextMs = 0;

  admit(nowMs: number): boolean {
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + 1_000;
    return true;
  }
}
