/** What a new project begins with: by path, relative to the project. */
export const initFiles: Readonly<Record<string, string>> = {
  'pgdurable.toml': `# Every key is optional; these are the values that hold without it.
flows  = ["flows/**/*.dflow"]
schema = ["db/*.sql"]          # what steps are checked against, applied in this order
out    = "migrations"          # where compile writes

# Without a database, the Postgres that comes with pgdurable is used, with its data in .pgdurable/.
# [database]
# url = "env:DATABASE_URL"
`,

  'flows/greet.dflow': `-- Greets a guest after a moment, and remembers it.
flow greet (name text default 'world') returns (greeting text)
{
  bind guest = sql { INSERT INTO guest (name) VALUES ($name) RETURNING id }
  >> sleep 2s
  >> return sql {
       UPDATE guest SET greeted_at = now() WHERE id = $guest.id
       RETURNING 'Hello, ' || name || '!' AS greeting
     }
}
`,

  'db/schema.sql': `CREATE TABLE guest (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  greeted_at timestamptz
);
`,

  '.github/workflows/pgdurable.yml': `name: pgdurable
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npx --yes pgdurable check
      # Once migrations are committed, this fails when they are behind the flows:
      # - run: npx --yes pgdurable compile --check
`,
};
