-- What the budget governor last decided, so that every process can show it.
CREATE TABLE "account_budget" (
    "account_id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_budget_pkey" PRIMARY KEY ("account_id")
);
