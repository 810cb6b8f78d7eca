-- CreateTable
CREATE TABLE "traffic_hours" (
    "product_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "devices" INTEGER NOT NULL DEFAULT 0,
    "downloads" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "traffic_hours_pkey" PRIMARY KEY ("product_id","hour")
);

-- CreateIndex
CREATE INDEX "traffic_hours_hour_idx" ON "traffic_hours"("hour");

-- AddForeignKey
ALTER TABLE "traffic_hours" ADD CONSTRAINT "traffic_hours_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;
