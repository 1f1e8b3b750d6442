import { openOutcome, welcomeCredits } from './plan.ts';
import { chosen, modelShares, outcomeShares } from './shares.ts';
import { promptsOfRareWord, rareWordSql } from './words.ts';

/** How a table of the product is filled from the plan. */
export interface TableLoad {
  readonly table: string;
  readonly insert: string;
}

const offers = `
  INSERT INTO credit_packages
    (id, title, credits, bonus_credits, stars, rub, is_subscription, position, active)
  VALUES
    ('starter', '{"ru":"50 кредитов","en":"50 credits"}', 50, 0, 125, 19900, false, 10, true),
    ('standard', '{"ru":"150 кредитов","en":"150 credits"}', 150, 15, 325, 49900, false, 20, true),
    ('studio', '{"ru":"500 кредитов","en":"500 credits"}', 500, 100, 950, 149000, false, 30, true)`;

const users = `
  INSERT INTO users (id, username, first_name, language_code, language, mode, send_as_file,
    referral_code, ban_reason, banned_at, unreachable_since, created_at, last_seen_at)
  SELECT id,
    CASE WHEN bench_load.share(u, 30) < 0.7 THEN
      ${chosen('text', ['anna', 'bob', 'kot', 'neo', 'olga', 'pixel', 'max', 'lena'], 'u % 8')} || u END,
    ${chosen('text', ['Анна', 'Bob', 'Ольга', 'Max', 'Елена', 'Nick', 'Иван'], 'u % 7')},
    ${chosen('text', ['ru', 'ru', 'ru', 'ru', 'en', 'en', 'uk', 'kk', 'de', undefined], 'floor(bench_load.share(u, 31) * 10)::integer')},
    language, CASE WHEN u % 3 = 0 THEN 'image' ELSE 'text' END, false, 'r' || u,
    CASE WHEN u % 100 = 1 THEN 'spam' END,
    CASE WHEN u % 100 = 1 THEN last_at END,
    CASE WHEN u % 20 = 2 THEN last_at END,
    joined_at, last_at
  FROM bench_load.people ORDER BY u`;

const referrals = `
  INSERT INTO referrals (invitee_id, inviter_id, created_at, rewarded_at)
  SELECT invitee.id, inviter.id, invitee.joined_at, CASE WHEN invitee.acts > 0 THEN invitee.last_at END
  FROM bench_load.people AS invitee JOIN bench_load.people AS inviter ON inviter.u = invitee.inviter
  ORDER BY invitee.u`;

const conversations = `
  INSERT INTO conversations (id, user_id, chat_id, created_at)
  SELECT bench_load.uuid(joined_at, 'c00', u), id, id, joined_at
  FROM bench_load.people WHERE acts > 0 ORDER BY u`;

const conversationId = `bench_load.uuid(joined_at, 'c00', people.u)`;

const kind = chosen(
  'text',
  modelShares.map((one) => one.kind),
  'model',
);
const modelId = chosen(
  'text',
  modelShares.map((one) => one.model),
  'model',
);
const status = chosen(
  'text',
  outcomeShares.map((one) => one.status),
  'outcome',
);
const failure = chosen(
  'json',
  outcomeShares.map((one) => one.failure),
  'outcome',
);
const succeeded = 'outcome = 0';
const ended = `outcome <> ${openOutcome}`;
const isText = chosen(
  'boolean',
  modelShares.map((one) => String(one.kind === 'text')),
  'model',
);
/** Of what succeeded, else NULL: all columns of an answer are there, or none. */
const answered = (value: string) => `CASE WHEN ${succeeded} THEN ${value} END`;

const prompt = `begin.text || ' ' || rest.text || CASE WHEN bench_load.share(key, 42) < 0.2
    THEN ' ' || ${rareWordSql(`(bench_load.share(key, 43) * total / (5 * ${promptsOfRareWord}))::integer`)}
    ELSE '' END`;

const generations = `
  INSERT INTO generations (id, request_key, user_id, conversation_id, kind, status, model_id, prompt,
    options, inputs, language, chat_id, reply_to_message_id, price, charged, failure,
    output_parts, answered_by, input_tokens, output_tokens, image_output_tokens, output_images,
    cost_usd_micros, truncated, attempt, created_at, dispatched_at, started_at, finished_at)
  SELECT acts.id, 'telegram:' || n, people.id, CASE WHEN ${isText} THEN ${conversationId} END,
    ${kind}, coalesce(${status}, 'queued'), ${modelId}, ${prompt}, '{}', '[]', language, people.id, n,
    price, CASE WHEN ${succeeded} THEN price WHEN ${ended} THEN 0 END, ${failure},
    ${answered(`'[{"text":"ok"}]'::json`)}, ${answered(modelId)},
    ${answered('20 + key % 500')}, ${answered('50 + key % 900')},
    ${answered(`CASE WHEN ${isText} THEN 0 ELSE 1120 END`)},
    ${answered(`CASE WHEN ${isText} THEN 0 ELSE 1 END`)},
    ${answered(`CASE WHEN ${isText} THEN 900 + key % 3000 ELSE 34000 END`)}, ${answered('false')},
    CASE WHEN ${ended} THEN 1 ELSE 0 END, at, at, CASE WHEN ${ended} THEN at + (ended_at - at) * 0.1 END,
    CASE WHEN ${ended} THEN ended_at END
  FROM bench_load.acts
    JOIN bench_load.people USING (u)
    JOIN bench_load.phrases AS begin ON begin.id = floor(bench_load.share(key, 40) * 4096)::bigint
    JOIN bench_load.phrases AS rest ON rest.id = floor(bench_load.share(key, 41) * 4096)::bigint
    CROSS JOIN (SELECT count(*) AS total FROM bench_load.acts) AS counted
  ORDER BY n`;

const deliveries = `
  INSERT INTO generation_deliveries (generation_id, part_index, chat_id, message_id)
  SELECT acts.id, 0, people.id, n FROM bench_load.acts JOIN bench_load.people USING (u)
  WHERE ${succeeded} AND price > 0 ORDER BY n`;

const exchanges = `
  INSERT INTO exchanges (generation_id, conversation_id, prompt, answer, tokens, created_at)
  SELECT acts.id, ${conversationId}, 'кот и город', '[{"text":"ok"}]', 40, ended_at
  FROM bench_load.acts JOIN bench_load.people USING (u)
  WHERE ${succeeded} AND ${isText} AND n % 10 = 0 ORDER BY n`;

const images = `
  INSERT INTO images (id, generation_id, mime_type, width, height, byte_length, sha256, created_at)
  SELECT bench_load.uuid(at, 'b00', n), id, 'image/png', 1024, 1024, 1500000, lpad(to_hex(n), 64, '0'), ended_at
  FROM bench_load.acts WHERE ${succeeded} AND NOT ${isText} AND n % 20 = 0 ORDER BY n`;

const payments = `
  INSERT INTO payments (id, request_key, user_id, method, origin, currency, price, is_subscription,
    created_at, status, package_id, credits, idempotency_key, provider_payment_id, charge_id,
    paid_at, granted, refunded, cancel_reason, checks, expires_at)
  SELECT id, 'bench:' || n, user_id, method, 'order', CASE method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END,
    price, false, at - interval '1 minute', status, package, credits, id::text,
    CASE method WHEN 'yookassa' THEN 'provider-' || n END,
    CASE WHEN is_paid THEN charge_id END, CASE WHEN is_paid THEN at END,
    CASE WHEN is_paid THEN credits ELSE 0 END, CASE status WHEN 'refunded' THEN price ELSE 0 END,
    CASE status WHEN 'canceled' THEN 'expired_on_confirmation' END, 0, at + interval '1 hour'
  FROM bench_load.orders CROSS JOIN LATERAL (SELECT status IN ('paid', 'refunded')) AS paid (is_paid)
  ORDER BY n`;

const paymentEvents = `
  INSERT INTO payment_events (payment_id, kind, details, created_at)
  SELECT id, kind, '{}', created_at FROM bench_load.orders
  CROSS JOIN LATERAL (VALUES
    ('ordered', at - interval '1 minute', true),
    ('paid', at, status IN ('paid', 'refunded')),
    (status, at + interval '1 hour', status IN ('canceled', 'expired', 'refunded'))
  ) AS event (kind, created_at, happened)
  WHERE happened ORDER BY created_at, n`;

const refundId = `bench_load.uuid(at, 'd00', n)`;

const refunds = `
  INSERT INTO refunds (id, request_key, payment_id, user_id, origin, currency, amount, created_at,
    status, reason, credits_taken, inviter_credits_taken, shortfall, idempotency_key, keyed_at, checks, ended_at)
  SELECT ${refundId}, 'bench:' || n, id, user_id, 'admin', CASE method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END,
    price, at + interval '1 hour', 'succeeded', 'a change of mind', credits, 0, 0, id::text,
    at + interval '1 hour', 0, at + interval '1 hour'
  FROM bench_load.orders WHERE status = 'refunded' ORDER BY n`;

const promoCodes = `
  INSERT INTO promo_codes
    (code, benefit, amount, max_per_user, enabled, redemptions, created_at)
  SELECT 'BENCH' || n, 'credits', 10, 1, n % 4 > 0,
    (SELECT count(*) FROM bench_load.people WHERE u % 100 = 50 AND u / 100 % 40 = n),
    (SELECT min(joined_at) FROM bench_load.people)
  FROM generate_series(0, 39) AS n`;

const promoId = `bench_load.uuid(last_at, 'e00', u)`;

const promoRedemptions = `
  INSERT INTO promo_redemptions (id, code, user_id, benefit, amount, redeemed_at, used_at)
  SELECT ${promoId}, 'BENCH' || u / 100 % 40, id, 'credits', 10, last_at, last_at
  FROM bench_load.people WHERE u % 100 = 50 ORDER BY last_at`;

/** One action for each tenth user; the chain of hashes is there and proves nothing. */
const auditLog = `
  INSERT INTO audit_log (seq, at, actor, actor_id, action, subject_type, subject_id, before, after,
    ip, user_agent, idempotency_key, prev_hash, hash)
  SELECT n, at, json_build_object('kind', 'admin', 'id', actor, 'name', 'admin ' || n % 5), actor,
    (ARRAY['user.ban', 'user.unban', 'credits.grant', 'user.message'])[1 + n % 4], 'user', id::text,
    '{"status":"active"}', '{"status":"banned"}', '192.0.2.' || n % 250, 'Mozilla/5.0', 'bench-' || n,
    encode(sha256((n - 1)::text::bytea), 'hex'), encode(sha256(n::text::bytea), 'hex')
  FROM (
    SELECT row_number() OVER (ORDER BY last_at, u) AS n, last_at AS at, id
    FROM bench_load.people WHERE u % 100 < 10
  ) AS acted CROSS JOIN LATERAL (SELECT '00000000-0000-7000-8000-00000000000' || n % 5) AS by (actor)
  ORDER BY n`;

const auditHead = `
  INSERT INTO audit_head (id, seq, hash) SELECT 1, seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1`;

/** Each is `(u, at, step, operation, kind, amount, reference)`; `step` orders what happens at once. */
const movements = `
  SELECT u, joined_at, 0, 'grant', 'welcome', ${welcomeCredits}, 'welcome:', NULL::uuid, id::text FROM bench_load.people
  UNION ALL
  SELECT u, joined_at, 1, 'grant', 'referral', 5, 'referral-invitee:', NULL, id::text
  FROM bench_load.people WHERE inviter IS NOT NULL
  UNION ALL
  SELECT inviter, last_at, 2, 'grant', 'referral', 5, 'referral-inviter:', NULL, id::text
  FROM bench_load.people WHERE inviter IS NOT NULL AND acts > 0
  UNION ALL
  SELECT u, joined_at, 3, 'grant', 'admin', 20, 'bench-admin:', NULL, id::text
  FROM bench_load.people WHERE u % 200 = 3
  UNION ALL
  SELECT u, last_at, 4, 'grant', 'promo', 10, 'promo:', ${promoId}, NULL
  FROM bench_load.people WHERE u % 100 = 50
  UNION ALL
  SELECT u, at, 4, 'grant', 'purchase', credits, 'purchase:', NULL, method || ':' || charge_id
  FROM bench_load.orders WHERE status IN ('paid', 'refunded')
  UNION ALL
  SELECT u, at + interval '1 hour', 5, 'revoke', 'refund', credits, 'refund:', ${refundId}, NULL
  FROM bench_load.orders WHERE status = 'refunded'
  UNION ALL
  SELECT u, at, 6, 'hold', 'generation', price, 'hold:', id, NULL FROM bench_load.acts WHERE price > 0
  UNION ALL
  SELECT u, ended_at, 7, 'capture', 'generation', price, 'capture:', id, NULL
  FROM bench_load.acts WHERE price > 0 AND ${succeeded}
  UNION ALL
  SELECT u, ended_at, 8, 'release', 'generation', price, 'release:', id, NULL
  FROM bench_load.acts WHERE price > 0 AND ${ended} AND NOT ${succeeded}`;

const entries = `
  INSERT INTO credit_entries (id, user_id, operation, kind, amount, reference, hold_id, note,
    available_delta, held_delta, available_after, held_after, created_at)
  WITH movement (u, at, step, operation, kind, amount, prefix, id, name) AS (${movements}),
  moved AS (
    SELECT *,
      CASE operation WHEN 'grant' THEN amount WHEN 'release' THEN amount
        WHEN 'capture' THEN 0 ELSE -amount END AS available,
      CASE operation WHEN 'hold' THEN amount WHEN 'capture' THEN -amount
        WHEN 'release' THEN -amount ELSE 0 END AS held
    FROM movement
  ), summed AS (
    SELECT *, sum(available) OVER running AS available_after, sum(held) OVER running AS held_after
    FROM moved WINDOW running AS (PARTITION BY u ORDER BY at, step, id, name ROWS UNBOUNDED PRECEDING)
  ), numbered AS (
    SELECT row_number() OVER (ORDER BY at, step, moved.id, name) AS n, * FROM summed AS moved
  )
  SELECT n, people.id, operation, kind, amount, prefix || coalesce(moved.id::text, name),
    CASE WHEN step >= 6 THEN moved.id::text END, CASE kind WHEN 'admin' THEN 'thanks' END,
    available, held, available_after, held_after, at
  FROM numbered AS moved JOIN bench_load.people USING (u) ORDER BY n`;

const accounts = `
  INSERT INTO credit_accounts (user_id, available, held)
  SELECT user_id, sum(available_delta), sum(held_delta) FROM credit_entries GROUP BY user_id`;

/** Two lists that do not need each other, one for each of two connections. */
export const tableLoads: readonly (readonly TableLoad[])[] = [
  [
    { table: 'credit_packages', insert: offers },
    { table: 'users', insert: users },
    { table: 'generations', insert: generations },
    { table: 'exchanges', insert: exchanges },
  ],
  [
    { table: 'referrals', insert: referrals },
    { table: 'payments', insert: payments },
    { table: 'payment_events', insert: paymentEvents },
    { table: 'refunds', insert: refunds },
    { table: 'promo_codes', insert: promoCodes },
    { table: 'promo_redemptions', insert: promoRedemptions },
    { table: 'audit_log', insert: auditLog },
    { table: 'audit_head', insert: auditHead },
    { table: 'conversations', insert: conversations },
    { table: 'credit_entries', insert: entries },
    { table: 'credit_accounts', insert: accounts },
    { table: 'generation_deliveries', insert: deliveries },
    { table: 'images', insert: images },
  ],
];
