import { CloudFrontClient, CloudFrontServiceException, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";
import { PurgeFailed, type CdnProvider } from "#lib/cdn/providers/provider.ts";
import { readAwsKey } from "#lib/cdn/rules/provider.ts";

/** CloudFront is one service for the whole world, at home in this region. */
const AWS_REGION = "us-east-1";
/** They pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(["TooManyInvalidationsInProgress", "Throttling", "ThrottlingException"]);

export interface CloudFrontDistribution {
  distributionId: string;
  /** `accessKeyId:secretAccessKey`; left out, the machine's own role and environment count. */
  apiKey?: string | undefined;
  /** Instead of AWS's own; only tests have one. */
  apiUrl?: string;
}

/**
 * CloudFront: an invalidation of addresses and patterns. Its API tells of no single file how often it was fetched; that
 * stands in its access logs alone.
 */
export function makeCloudFront({ distributionId, apiKey, apiUrl }: CloudFrontDistribution): CdnProvider {
  const credentials = readAwsKey(apiKey);
  const client = new CloudFrontClient({
    region: AWS_REGION,
    maxAttempts: 1,
    ...(credentials && { credentials }),
    ...(apiUrl && { endpoint: apiUrl }),
  });

  return {
    async purge({ paths, reference }) {
      try {
        await client.send(
          new CreateInvalidationCommand({
            DistributionId: distributionId,
            // The same reference with the same paths is answered with the invalidation that is there already.
            InvalidationBatch: { CallerReference: reference, Paths: { Quantity: paths.length, Items: [...paths] } },
          }),
        );
      } catch (error) {
        throw tellTrouble(error);
      }
    },
  };
}

function tellTrouble(error: unknown): PurgeFailed {
  if (error instanceof CloudFrontServiceException) {
    const isFinal = error.$fault === "client" && !PASSING.has(error.name);
    return new PurgeFailed(`CloudFront answered ${error.name}: ${error.message}`, { isFinal, cause: error });
  }
  if (error instanceof Error && error.name === "CredentialsProviderError") {
    return new PurgeFailed("AWS has no credentials: enter a key, or run Slipway under a role that may invalidate.", {
      isFinal: true,
      cause: error,
    });
  }
  return new PurgeFailed("CloudFront could not be reached.", { cause: error });
}
