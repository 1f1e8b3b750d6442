/** What the explorer shows first. Valid for every schema. */
export const exampleDocument = `# Nano Banana API
#
# Run       Ctrl+Enter, or the button on the right
# Complete  Ctrl+Space: what may stand here
# Look up   the book on the left: every type,
#           field, argument and error
#
# Sign in with the mutation that the book
# describes, or send an API key. Under "Headers":
#
#   { "Authorization": "Bearer nb_..." }
#
# Headers are forgotten when you leave the page.
#
# Lists come in pages: ask for (first: 25), then
# for (first: 25, after: "<endCursor>").
# A subscription streams until you stop it.

query Hello {
  __typename
}

query WhatCanIAsk {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;
