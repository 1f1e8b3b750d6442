/** What the explorer shows first: queries that work here, and how to be allowed to send them. */
export const introduction = `# Nano Banana API
#
# Run       Ctrl+Enter, or the button on the right
# Complete  Ctrl+Space
# Look up   the book on the left
#
# Sign in first, or send an API key under
# "Headers": { "Authorization": "Bearer nb_..." }

mutation SignIn {
  login(input: { name: "owner", password: "" }) {
    __typename
    ... on LoginSuccess { viewer { name } expiresAt }
    ... on Failure { message }
  }
}

# Who am I, and what may I do?
query Me {
  viewer { name kind permissions }
}

# Lists come in pages: for the next one add
# after: "<endCursor>".
query Users {
  users(first: 25, sort: { by: LAST_SEEN }) {
    totalCount
    nodes { id firstName username balance { available } }
    pageInfo { hasNextPage endCursor }
  }
}

query Today {
  totals { users generations payments }
}

# Streams until you stop it.
subscription Generations {
  generationChanged { id kind status user { firstName } }
}
`;
