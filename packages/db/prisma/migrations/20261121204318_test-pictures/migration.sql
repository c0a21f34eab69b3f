-- AlterTable
ALTER TABLE "Broadcast" ADD COLUMN     "isTest" BOOLEAN NOT NULL DEFAULT false;
