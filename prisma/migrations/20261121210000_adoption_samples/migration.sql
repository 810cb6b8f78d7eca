-- CreateTable
CREATE TABLE "adoption_samples" (
    "app" TEXT NOT NULL,
    "sampled_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "device_count" INTEGER NOT NULL,

    CONSTRAINT "adoption_samples_pkey" PRIMARY KEY ("app","sampled_at","version")
);

-- CreateIndex
CREATE INDEX "adoption_samples_sampled_at_idx" ON "adoption_samples"("sampled_at");
