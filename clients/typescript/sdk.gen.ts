// Made by scripts/make-client.ts from the operations of the API. Changes by hand are lost.


import { client } from './client.gen.ts';
import { type Client, type ClientMeta, formDataBodySerializer, type Options as Options2, type RequestResult, type ServerSentEventsResult, type TDataShape } from './client/index.ts';
import type { AcceptInvitationData, AcceptInvitationErrors, AcceptInvitationResponses, AddTargetData, AddTargetErrors, AddTargetResponses, AddTeamMemberData, AddTeamMemberErrors, AddTeamMemberResponses, AppendToUploadData, AppendToUploadErrors, AppendToUploadResponses, ApproveBatchData, ApproveBatchErrors, ApproveBatchResponses, ApproveDeploymentData, ApproveDeploymentErrors, ApproveDeploymentResponses, ApproveRollbackPlanData, ApproveRollbackPlanErrors, ApproveRollbackPlanResponses, ArchiveEnvironmentData, ArchiveEnvironmentErrors, ArchiveEnvironmentResponses, ArchiveTemplateData, ArchiveTemplateErrors, ArchiveTemplateResponses, AssessRiskData, AssessRiskErrors, AssessRiskResponses, BeginSecondFactorData, BeginSecondFactorErrors, BeginSecondFactorResponses, CancelDeploymentData, CancelDeploymentErrors, CancelDeploymentResponses, CancelDistributionData, CancelDistributionErrors, CancelDistributionResponses, CancelQueuedData, CancelQueuedErrors, CancelQueuedResponses, CancelRollbackPlanData, CancelRollbackPlanErrors, CancelRollbackPlanResponses, CancelRolloutData, CancelRolloutErrors, CancelRolloutResponses, ChangeHawkbitSettingsData, ChangeHawkbitSettingsErrors, ChangeHawkbitSettingsResponses, ChangePasswordData, ChangePasswordErrors, ChangePasswordResponses, ChangePercentData, ChangePercentErrors, ChangePercentResponses, CheckForUpdateData, CheckForUpdateErrors, CheckForUpdateResponses, CheckLogData, CheckLogErrors, CheckLogResponses, CheckMigrationData, CheckMigrationErrors, CheckMigrationResponses, CheckRollbackPlanData, CheckRollbackPlanErrors, CheckRollbackPlanResponses, CollectFilesData, CollectFilesErrors, CollectFilesResponses, CompareArtifactsData, CompareArtifactsErrors, CompareArtifactsResponses, CompareBuildApisData, CompareBuildApisErrors, CompareBuildApisResponses, CompareFileData, CompareFileErrors, CompareFileResponses, CompareImagesData, CompareImagesErrors, CompareImagesResponses, CompareOpenapiData, CompareOpenapiErrors, CompareOpenapiResponses, CompareVersionsData, CompareVersionsErrors, CompareVersionsResponses, CompleteDistributionData, CompleteDistributionErrors, CompleteDistributionResponses, ConfirmOverrideData, ConfirmOverrideErrors, ConfirmOverrideResponses, ConfirmSecondFactorData, ConfirmSecondFactorErrors, ConfirmSecondFactorResponses, CountDevicesData, CountDevicesErrors, CountDevicesResponses, CountFleetVersionsData, CountFleetVersionsErrors, CountFleetVersionsResponses, CountVersionsData, CountVersionsErrors, CountVersionsResponses, CreateArtifactData, CreateArtifactErrors, CreateArtifactResponses, CreateCalendarRuleData, CreateCalendarRuleErrors, CreateCalendarRuleResponses, CreateChannelData, CreateChannelErrors, CreateChannelResponses, CreateCiTriggerData, CreateCiTriggerErrors, CreateCiTriggerResponses, CreateDeploymentData, CreateDeploymentErrors, CreateDeploymentResponses, CreateDeviceData, CreateDeviceErrors, CreateDeviceResponses, CreateDevicesData, CreateDevicesErrors, CreateDevicesResponses, CreateDistributionData, CreateDistributionErrors, CreateDistributionResponses, CreateEnrollmentTokenData, CreateEnrollmentTokenErrors, CreateEnrollmentTokenResponses, CreateEnvironmentData, CreateEnvironmentErrors, CreateEnvironmentResponses, CreateFleetData, CreateFleetErrors, CreateFleetResponses, CreateGroupMappingData, CreateGroupMappingErrors, CreateGroupMappingResponses, CreateInvitationData, CreateInvitationErrors, CreateInvitationResponses, CreateNotificationChannelData, CreateNotificationChannelErrors, CreateNotificationChannelResponses, CreateNotificationRuleData, CreateNotificationRuleErrors, CreateNotificationRuleResponses, CreatePackageData, CreatePackageErrors, CreatePackageResponses, CreatePolicyData, CreatePolicyErrors, CreatePolicyResponses, CreateProductData, CreateProductDatabaseData, CreateProductDatabaseErrors, CreateProductDatabaseResponses, CreateProductErrors, CreateProductResponses, CreateRegionData, CreateRegionErrors, CreateRegionResponses, CreateRegistryData, CreateRegistryErrors, CreateRegistryResponses, CreateRollbackPlanData, CreateRollbackPlanErrors, CreateRollbackPlanResponses, CreateScheduleData, CreateScheduleErrors, CreateScheduleResponses, CreateServiceAccountData, CreateServiceAccountErrors, CreateServiceAccountResponses, CreateTeamData, CreateTeamErrors, CreateTeamResponses, CreateTemplateData, CreateTemplateErrors, CreateTemplateResponses, CreateTokenData, CreateTokenErrors, CreateTokenResponses, CreateUploadData, CreateUploadErrors, CreateUploadResponses, CreateUserData, CreateUserErrors, CreateUserResponses, CreateVersionData, CreateVersionErrors, CreateVersionResponses, CreateWebhookSourceData, CreateWebhookSourceErrors, CreateWebhookSourceResponses, DeleteCalendarRuleData, DeleteCalendarRuleErrors, DeleteCalendarRuleResponses, DeleteChannelData, DeleteChannelErrors, DeleteChannelResponses, DeleteCiTriggerData, DeleteCiTriggerErrors, DeleteCiTriggerResponses, DeleteDependencyData, DeleteDependencyErrors, DeleteDependencyResponses, DeleteFileData, DeleteFileErrors, DeleteFileResponses, DeleteFleetData, DeleteFleetErrors, DeleteFleetResponses, DeleteGroupMappingData, DeleteGroupMappingErrors, DeleteGroupMappingResponses, DeleteNotificationChannelData, DeleteNotificationChannelErrors, DeleteNotificationChannelResponses, DeleteNotificationRuleData, DeleteNotificationRuleErrors, DeleteNotificationRuleResponses, DeletePolicyData, DeletePolicyErrors, DeletePolicyResponses, DeleteProductData, DeleteProductDatabaseData, DeleteProductDatabaseErrors, DeleteProductDatabaseResponses, DeleteProductErrors, DeleteProductResponses, DeleteRegionData, DeleteRegionErrors, DeleteRegionResponses, DeleteRegistryData, DeleteRegistryErrors, DeleteRegistryResponses, DeleteScheduleData, DeleteScheduleErrors, DeleteScheduleResponses, DeleteTeamData, DeleteTeamErrors, DeleteTeamResponses, DeployData, DeployErrors, DeployFromTemplateData, DeployFromTemplateErrors, DeployFromTemplateResponses, DeployResponses, DeprecateVersionData, DeprecateVersionErrors, DeprecateVersionResponses, DescribeMeData, DescribeMeErrors, DescribeMeResponses, DescribeUploadsData, DescribeUploadsErrors, DescribeUploadsResponses, DownloadArtifactData, DownloadArtifactErrors, DownloadArtifactResponses, DropUploadData, DropUploadErrors, DropUploadResponses, EnrollDeviceData, EnrollDeviceErrors, EnrollDeviceResponses, ExecuteRollbackPlanData, ExecuteRollbackPlanErrors, ExecuteRollbackPlanResponses, ExplainDeviceData, ExplainDeviceErrors, ExplainDeviceResponses, ExportCheckpointsData, ExportCheckpointsErrors, ExportCheckpointsResponses, ExportEventsData, ExportEventsErrors, ExportEventsResponses, ExportTemplateData, ExportTemplateErrors, ExportTemplateResponses, FetchFileData, FetchFileErrors, FetchFileResponses, FindDistributionData, FindDistributionErrors, FindDistributionResponses, FindRiskData, FindRiskErrors, FindRiskResponses, FindRollbackTargetData, FindRollbackTargetErrors, FindRollbackTargetResponses, ForceRollbackPlanData, ForceRollbackPlanErrors, ForceRollbackPlanResponses, GetArtifactData, GetArtifactErrors, GetArtifactResponses, GetChannelData, GetChannelErrors, GetChannelResponses, GetCiTriggerData, GetCiTriggerErrors, GetCiTriggerResponses, GetDeliveryData, GetDeliveryErrors, GetDeliveryResponses, GetDeploymentData, GetDeploymentErrors, GetDeploymentResponses, GetDeviceData, GetDeviceErrors, GetDeviceFileData, GetDeviceFileErrors, GetDeviceFileResponses, GetDeviceResponses, GetDistributionData, GetDistributionErrors, GetDistributionResponses, GetEnvironmentData, GetEnvironmentErrors, GetEnvironmentResponses, GetFileData, GetFileErrors, GetFileResponses, GetFleetData, GetFleetErrors, GetFleetResponses, GetGroupData, GetGroupErrors, GetGroupResponses, GetIncidentChartData, GetIncidentChartErrors, GetIncidentChartResponses, GetIncidentData, GetIncidentErrors, GetIncidentResponses, GetInvalidationData, GetInvalidationErrors, GetInvalidationResponses, GetLatestVersionData, GetLatestVersionErrors, GetLatestVersionResponses, GetMigrationCheckData, GetMigrationCheckErrors, GetMigrationCheckResponses, GetNotificationChannelData, GetNotificationChannelErrors, GetNotificationChannelResponses, GetNotificationDeliveryData, GetNotificationDeliveryErrors, GetNotificationDeliveryResponses, GetNotificationRuleData, GetNotificationRuleErrors, GetNotificationRuleResponses, GetPlanIncidentData, GetPlanIncidentErrors, GetPlanIncidentResponses, GetPolicyData, GetPolicyErrors, GetPolicyResponses, GetProductData, GetProductDatabaseData, GetProductDatabaseErrors, GetProductDatabaseResponses, GetProductErrors, GetProductResponses, GetRegionData, GetRegionErrors, GetRegionResponses, GetRegistryData, GetRegistryErrors, GetRegistryResponses, GetRollbackPlanData, GetRollbackPlanErrors, GetRollbackPlanResponses, GetRolloutData, GetRolloutDeviceData, GetRolloutDeviceErrors, GetRolloutDeviceResponses, GetRolloutErrors, GetRolloutResponses, GetSharedDiffData, GetSharedDiffErrors, GetSharedDiffResponses, GetTeamData, GetTeamErrors, GetTeamResponses, GetTemplateData, GetTemplateErrors, GetTemplateResponses, GetUploadData, GetUploadErrors, GetUploadResponses, GetVersionData, GetVersionErrors, GetVersionResponses, GetWebhookSourceData, GetWebhookSourceErrors, GetWebhookSourceResponses, GiveUpRollbackData, GiveUpRollbackErrors, GiveUpRollbackResponses, GoOnWithoutFailedData, GoOnWithoutFailedErrors, GoOnWithoutFailedResponses, HealthData, HealthErrors, HealthResponses, HoldVersionData, HoldVersionErrors, HoldVersionResponses, ImportChangelogData, ImportChangelogErrors, ImportChangelogResponses, ImportTemplateData, ImportTemplateErrors, ImportTemplateResponses, InvalidateFileData, InvalidateFileErrors, InvalidateFileResponses, InvalidatePathsData, InvalidatePathsErrors, InvalidatePathsResponses, LeaveOutDeviceData, LeaveOutDeviceErrors, LeaveOutDeviceResponses, LiftLineStopData, LiftLineStopErrors, LiftLineStopResponses, ListActionEntriesData, ListActionEntriesErrors, ListActionEntriesResponses, ListActiveRolloutsData, ListActiveRolloutsErrors, ListActiveRolloutsResponses, ListAppliedMigrationsData, ListAppliedMigrationsErrors, ListAppliedMigrationsResponses, ListApprovalsData, ListApprovalsErrors, ListApprovalsResponses, ListArtifactsData, ListArtifactsErrors, ListArtifactsResponses, ListCalendarRulesData, ListCalendarRulesErrors, ListCalendarRulesResponses, ListChannelsData, ListChannelsErrors, ListChannelsResponses, ListCheckpointsData, ListCheckpointsErrors, ListCheckpointsResponses, ListCiRunsData, ListCiRunsErrors, ListCiRunsResponses, ListCiTriggersData, ListCiTriggersErrors, ListCiTriggersResponses, ListDeliveriesData, ListDeliveriesErrors, ListDeliveriesResponses, ListDependenciesData, ListDependenciesErrors, ListDependenciesResponses, ListDeploymentHistoryData, ListDeploymentHistoryErrors, ListDeploymentHistoryResponses, ListDeploymentLogsData, ListDeploymentLogsErrors, ListDeploymentLogsResponses, ListDeploymentsData, ListDeploymentsErrors, ListDeploymentsResponses, ListDeviceActionsData, ListDeviceActionsErrors, ListDeviceActionsResponses, ListDevicesData, ListDevicesErrors, ListDevicesResponses, ListDistributionsData, ListDistributionsErrors, ListDistributionsResponses, ListEnrollmentTokensData, ListEnrollmentTokensErrors, ListEnrollmentTokensResponses, ListEnvironmentsData, ListEnvironmentsErrors, ListEnvironmentsResponses, ListEventsData, ListEventsErrors, ListEventsResponses, ListFilesData, ListFilesErrors, ListFilesResponses, ListFleetsData, ListFleetsErrors, ListFleetsResponses, ListGroupMappingsData, ListGroupMappingsErrors, ListGroupMappingsResponses, ListHawkbitSettingsData, ListHawkbitSettingsErrors, ListHawkbitSettingsResponses, ListHoldsData, ListHoldsErrors, ListHoldsResponses, ListInvalidationsData, ListInvalidationsErrors, ListInvalidationsResponses, ListInvitationsData, ListInvitationsErrors, ListInvitationsResponses, ListLineStopsData, ListLineStopsErrors, ListLineStopsResponses, ListMigrationChecksData, ListMigrationChecksErrors, ListMigrationChecksResponses, ListMyIdentitiesData, ListMyIdentitiesErrors, ListMyIdentitiesResponses, ListMySessionsData, ListMySessionsErrors, ListMySessionsResponses, ListNotificationChannelsData, ListNotificationChannelsErrors, ListNotificationChannelsResponses, ListNotificationDeliveriesData, ListNotificationDeliveriesErrors, ListNotificationDeliveriesResponses, ListNotificationRulesData, ListNotificationRulesErrors, ListNotificationRulesResponses, ListPackagesData, ListPackagesErrors, ListPackagesResponses, ListPoliciesData, ListPoliciesErrors, ListPoliciesResponses, ListProductDatabasesData, ListProductDatabasesErrors, ListProductDatabasesResponses, ListProductsData, ListProductsErrors, ListProductsResponses, ListQueueData, ListQueueErrors, ListQueueResponses, ListRegionsData, ListRegionsErrors, ListRegionsResponses, ListRegistriesData, ListRegistriesErrors, ListRegistriesResponses, ListRollbackDevicesData, ListRollbackDevicesErrors, ListRollbackDevicesResponses, ListRollbackPlansData, ListRollbackPlansErrors, ListRollbackPlansResponses, ListRolloutDevicesData, ListRolloutDevicesErrors, ListRolloutDevicesResponses, ListRolloutEventsData, ListRolloutEventsErrors, ListRolloutEventsResponses, ListRolloutsData, ListRolloutsErrors, ListRolloutsResponses, ListSchedulesData, ListSchedulesErrors, ListSchedulesResponses, ListServiceAccountsData, ListServiceAccountsErrors, ListServiceAccountsResponses, ListSessionsOfUserData, ListSessionsOfUserErrors, ListSessionsOfUserResponses, ListTableDependenciesData, ListTableDependenciesErrors, ListTableDependenciesResponses, ListTeamsData, ListTeamsErrors, ListTeamsResponses, ListTemplatesData, ListTemplatesErrors, ListTemplatesResponses, ListTokensData, ListTokensErrors, ListTokensResponses, ListUsersData, ListUsersErrors, ListUsersResponses, ListVersionsData, ListVersionsErrors, ListVersionsResponses, ListWebhookSourcesData, ListWebhookSourcesErrors, ListWebhookSourcesResponses, MakeCheckpointData, MakeCheckpointErrors, MakeCheckpointResponses, MakeFileLinkData, MakeFileLinkErrors, MakeFileLinkResponses, MakeGatewayTokenData, MakeGatewayTokenErrors, MakeGatewayTokenResponses, MarkNotificationsReadData, MarkNotificationsReadErrors, MarkNotificationsReadResponses, MatchPoliciesData, MatchPoliciesErrors, MatchPoliciesResponses, MeasurePullData, MeasurePullErrors, MeasurePullResponses, MetricsData, MetricsErrors, MetricsResponses, MuteProductData, MuteProductErrors, MuteProductResponses, OpenApiData, OpenApiErrors, OpenApiResponses, OpenIncidentIssueData, OpenIncidentIssueErrors, OpenIncidentIssueResponses, OpenInvitationData, OpenInvitationErrors, OpenInvitationResponses, PauseDeploymentData, PauseDeploymentErrors, PauseDeploymentResponses, PauseDistributionData, PauseDistributionErrors, PauseDistributionResponses, PauseRolloutData, PauseRolloutErrors, PauseRolloutResponses, PreviewCalendarRuleData, PreviewCalendarRuleErrors, PreviewCalendarRuleResponses, PreviewDeploymentData, PreviewDeploymentErrors, PreviewDeploymentResponses, PreviewDevicesData, PreviewDevicesErrors, PreviewDevicesResponses, PreviewGroupData, PreviewGroupErrors, PreviewGroupResponses, PreviewPolicyData, PreviewPolicyErrors, PreviewPolicyResponses, PreviewPromotionData, PreviewPromotionErrors, PreviewPromotionResponses, PrioritizeQueuedData, PrioritizeQueuedErrors, PrioritizeQueuedResponses, PromoteDeploymentData, PromoteDeploymentErrors, PromoteDeploymentResponses, PromoteVersionData, PromoteVersionErrors, PromoteVersionResponses, ReadAdoptionData, ReadAdoptionErrors, ReadAdoptionResponses, ReadAuditKeyData, ReadAuditKeyErrors, ReadAuditKeyResponses, ReadAuditStateData, ReadAuditStateErrors, ReadAuditStateResponses, ReadCalendarData, ReadCalendarErrors, ReadCalendarResponses, ReadCalibrationData, ReadCalibrationErrors, ReadCalibrationResponses, ReadChangelogData, ReadChangelogErrors, ReadChangelogResponses, ReadDiffLinesData, ReadDiffLinesErrors, ReadDiffLinesResponses, ReadFeedData, ReadFeedErrors, ReadFeedResponses, ReadFileStatsData, ReadFileStatsErrors, ReadFileStatsResponses, ReadLogPlaceData, ReadLogPlaceErrors, ReadLogPlaceResponses, ReadRecentNotificationsData, ReadRecentNotificationsErrors, ReadRecentNotificationsResponses, ReadRolloutProgressData, ReadRolloutProgressErrors, ReadRolloutProgressResponses, ReadStatsData, ReadStatsErrors, ReadStatsResponses, ReadTimelineData, ReadTimelineErrors, ReadTimelineResponses, ReadUpdateAnalyticsData, ReadUpdateAnalyticsErrors, ReadUpdateAnalyticsResponses, ReadyData, ReadyErrors, ReadyResponses, ReceiveGithubWebhookData, ReceiveGithubWebhookErrors, ReceiveGithubWebhookResponses, ReceiveRegistryWebhookData, ReceiveRegistryWebhookErrors, ReceiveRegistryWebhookResponses, ReceiveSourceWebhookData, ReceiveSourceWebhookErrors, ReceiveSourceWebhookResponses, ReceiveStageCallbackData, ReceiveStageCallbackErrors, ReceiveStageCallbackResponses, RedeliverNotificationData, RedeliverNotificationErrors, RedeliverNotificationResponses, RejectDeploymentData, RejectDeploymentErrors, RejectDeploymentResponses, RejectRollbackPlanData, RejectRollbackPlanErrors, RejectRollbackPlanResponses, ReleaseHoldData, ReleaseHoldErrors, ReleaseHoldResponses, ReleaseVersionData, ReleaseVersionErrors, ReleaseVersionResponses, RemoveMySecondFactorData, RemoveMySecondFactorErrors, RemoveMySecondFactorResponses, RemoveSecondFactorOfUserData, RemoveSecondFactorOfUserErrors, RemoveSecondFactorOfUserResponses, RemoveTeamMemberData, RemoveTeamMemberErrors, RemoveTeamMemberResponses, RenewRecoveryCodesData, RenewRecoveryCodesErrors, RenewRecoveryCodesResponses, ReplacePolicyData, ReplacePolicyErrors, ReplacePolicyResponses, ReplayDeliveryData, ReplayDeliveryErrors, ReplayDeliveryResponses, ReportOutcomeData, ReportOutcomeErrors, ReportOutcomeResponses, RequestOverrideData, RequestOverrideErrors, RequestOverrideResponses, RescheduleQueuedData, RescheduleQueuedErrors, RescheduleQueuedResponses, ResetPasswordData, ResetPasswordErrors, ResetPasswordResponses, RestoreVersionData, RestoreVersionErrors, RestoreVersionResponses, ResumeDeploymentData, ResumeDeploymentErrors, ResumeDeploymentResponses, ResumeDistributionData, ResumeDistributionErrors, ResumeDistributionResponses, ResumeRolloutData, ResumeRolloutErrors, ResumeRolloutResponses, RetireDeviceData, RetireDeviceErrors, RetireDeviceResponses, RetryDeploymentData, RetryDeploymentErrors, RetryDeploymentResponses, RetryFailedDeviceData, RetryFailedDeviceErrors, RetryFailedDeviceResponses, RetryFailedDevicesData, RetryFailedDevicesErrors, RetryFailedDevicesResponses, RetryInvalidationData, RetryInvalidationErrors, RetryInvalidationResponses, RetryRollbackData, RetryRollbackErrors, RetryRollbackResponses, RevealEnvironmentData, RevealEnvironmentErrors, RevealEnvironmentResponses, RevokeEnrollmentTokenData, RevokeEnrollmentTokenErrors, RevokeEnrollmentTokenResponses, RevokeInvitationData, RevokeInvitationErrors, RevokeInvitationResponses, RevokeMyOtherSessionsData, RevokeMyOtherSessionsErrors, RevokeMyOtherSessionsResponses, RevokeMySessionData, RevokeMySessionErrors, RevokeMySessionResponses, RevokeSessionsOfUserData, RevokeSessionsOfUserErrors, RevokeSessionsOfUserResponses, RevokeTokenData, RevokeTokenErrors, RevokeTokenResponses, RevokeWebhookSourceData, RevokeWebhookSourceErrors, RevokeWebhookSourceResponses, RollBackDeploymentData, RollBackDeploymentErrors, RollBackDeploymentResponses, RollBackDeviceData, RollBackDeviceErrors, RollBackDeviceResponses, RollBackRolloutData, RollBackRolloutErrors, RollBackRolloutResponses, RotateDeviceTokenData, RotateDeviceTokenErrors, RotateDeviceTokenResponses, RotateNotificationSecretData, RotateNotificationSecretErrors, RotateNotificationSecretResponses, RotateTargetTokenData, RotateTargetTokenErrors, RotateTargetTokenResponses, SaveDependencyData, SaveDependencyErrors, SaveDependencyResponses, SaveTemplateData, SaveTemplateErrors, SaveTemplateResponses, ScheduleDeploymentData, ScheduleDeploymentErrors, ScheduleDeploymentResponses, ServeProbeData, ServeProbeErrors, ServeProbeResponses, SetUpData, SetUpErrors, SetUpResponses, ShareDiffData, ShareDiffErrors, ShareDiffResponses, ShowCellData, ShowCellErrors, ShowCellResponses, ShowFailureRateHistoryData, ShowFailureRateHistoryErrors, ShowFailureRateHistoryResponses, ShowGridData, ShowGridErrors, ShowGridResponses, ShowMatrixData, ShowMatrixErrors, ShowMatrixResponses, ShowSecondFactorData, ShowSecondFactorErrors, ShowSecondFactorResponses, ShowTargetTokenData, ShowTargetTokenErrors, ShowTargetTokenResponses, StartGroupData, StartGroupErrors, StartGroupResponses, StartRolloutData, StartRolloutErrors, StartRolloutResponses, StatusData, StatusErrors, StatusResponses, StopLineData, StopLineErrors, StopLineResponses, StreamEventsData, StreamEventsErrors, StreamEventsResponse, StreamEventsResponses, SuggestNextVersionData, SuggestNextVersionErrors, SuggestNextVersionResponses, SummarizeDevicesData, SummarizeDevicesErrors, SummarizeDevicesResponses, TakeBackupData, TakeBackupErrors, TakeBackupResponses, TakeLogData, TakeLogErrors, TakeLogResponses, TakeReportData, TakeReportErrors, TakeReportResponses, TellStateData, TellStateErrors, TellStateResponses, TemplateSchemaData, TemplateSchemaErrors, TemplateSchemaResponses, TestNotificationChannelData, TestNotificationChannelErrors, TestNotificationChannelResponses, TestProductDatabaseData, TestProductDatabaseErrors, TestProductDatabaseResponses, TestRegionData, TestRegionErrors, TestRegionResponses, TestRegistryData, TestRegistryErrors, TestRegistryResponses, UnlinkMyIdentityData, UnlinkMyIdentityErrors, UnlinkMyIdentityResponses, UpdateCalendarRuleData, UpdateCalendarRuleErrors, UpdateCalendarRuleResponses, UpdateChannelData, UpdateChannelErrors, UpdateChannelResponses, UpdateCiTriggerData, UpdateCiTriggerErrors, UpdateCiTriggerResponses, UpdateDeviceData, UpdateDeviceErrors, UpdateDeviceResponses, UpdateEnvironmentData, UpdateEnvironmentErrors, UpdateEnvironmentResponses, UpdateFleetData, UpdateFleetErrors, UpdateFleetResponses, UpdateIncidentData, UpdateIncidentErrors, UpdateIncidentResponses, UpdateNotificationChannelData, UpdateNotificationChannelErrors, UpdateNotificationChannelResponses, UpdateNotificationRuleData, UpdateNotificationRuleErrors, UpdateNotificationRuleResponses, UpdatePolicyData, UpdatePolicyErrors, UpdatePolicyResponses, UpdateProductData, UpdateProductDatabaseData, UpdateProductDatabaseErrors, UpdateProductDatabaseResponses, UpdateProductErrors, UpdateProductResponses, UpdateRegionData, UpdateRegionErrors, UpdateRegionResponses, UpdateRegistryData, UpdateRegistryErrors, UpdateRegistryResponses, UpdateRollbackPlanData, UpdateRollbackPlanErrors, UpdateRollbackPlanResponses, UpdateScheduleData, UpdateScheduleErrors, UpdateScheduleResponses, UpdateServiceAccountData, UpdateServiceAccountErrors, UpdateServiceAccountResponses, UpdateTeamData, UpdateTeamErrors, UpdateTeamResponses, UpdateUserData, UpdateUserErrors, UpdateUserResponses, UpdateVersionData, UpdateVersionErrors, UpdateVersionResponses, UpdateWebhookSourceData, UpdateWebhookSourceErrors, UpdateWebhookSourceResponses, UploadFileData, UploadFileErrors, UploadFileResponses, WithdrawVersionData, WithdrawVersionErrors, WithdrawVersionResponses } from './types.gen.ts';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};

/**
 * Use a one-time set-up link
 *
 * Makes the first administrator, or sets the password of a person who was invited.
 */
export const setUp = <ThrowOnError extends boolean = false>(options: Options<SetUpData, ThrowOnError>): RequestResult<SetUpResponses, SetUpErrors, ThrowOnError> => (options.client ?? client).post<SetUpResponses, SetUpErrors, ThrowOnError>({
    url: '/api/v1/setup',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Who am I, and what may I do?
 */
export const describeMe = <ThrowOnError extends boolean = false>(options?: Options<DescribeMeData, ThrowOnError>): RequestResult<DescribeMeResponses, DescribeMeErrors, ThrowOnError> => (options?.client ?? client).get<DescribeMeResponses, DescribeMeErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me',
    ...options
});

/**
 * Change my password
 *
 * Ends all sessions of the person, this one too.
 */
export const changePassword = <ThrowOnError extends boolean = false>(options: Options<ChangePasswordData, ThrowOnError>): RequestResult<ChangePasswordResponses, ChangePasswordErrors, ThrowOnError> => (options.client ?? client).post<ChangePasswordResponses, ChangePasswordErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/password',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List people
 */
export const listUsers = <ThrowOnError extends boolean = false>(options?: Options<ListUsersData, ThrowOnError>): RequestResult<ListUsersResponses, ListUsersErrors, ThrowOnError> => (options?.client ?? client).get<ListUsersResponses, ListUsersErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users',
    ...options
});

/**
 * Invite a person
 *
 * The answer holds a one-time secret, shown this once, with which the person sets a password at /setup.
 */
export const createUser = <ThrowOnError extends boolean = false>(options: Options<CreateUserData, ThrowOnError>): RequestResult<CreateUserResponses, CreateUserErrors, ThrowOnError> => (options.client ?? client).post<CreateUserResponses, CreateUserErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change a person's name, role, or whether they may sign in
 */
export const updateUser = <ThrowOnError extends boolean = false>(options: Options<UpdateUserData, ThrowOnError>): RequestResult<UpdateUserResponses, UpdateUserErrors, ThrowOnError> => (options.client ?? client).patch<UpdateUserResponses, UpdateUserErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users/{userId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make a one-time link with which a person sets a new password
 */
export const resetPassword = <ThrowOnError extends boolean = false>(options: Options<ResetPasswordData, ThrowOnError>): RequestResult<ResetPasswordResponses, ResetPasswordErrors, ThrowOnError> => (options.client ?? client).post<ResetPasswordResponses, ResetPasswordErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users/{userId}/reset-password',
    ...options
});

/**
 * List API tokens
 */
export const listTokens = <ThrowOnError extends boolean = false>(options?: Options<ListTokensData, ThrowOnError>): RequestResult<ListTokensResponses, ListTokensErrors, ThrowOnError> => (options?.client ?? client).get<ListTokensResponses, ListTokensErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/tokens',
    ...options
});

/**
 * Make an API token
 *
 * The token stands in the answer, this once; only its hash is kept.
 */
export const createToken = <ThrowOnError extends boolean = false>(options: Options<CreateTokenData, ThrowOnError>): RequestResult<CreateTokenResponses, CreateTokenErrors, ThrowOnError> => (options.client ?? client).post<CreateTokenResponses, CreateTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/tokens',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Revoke an API token
 */
export const revokeToken = <ThrowOnError extends boolean = false>(options: Options<RevokeTokenData, ThrowOnError>): RequestResult<RevokeTokenResponses, RevokeTokenErrors, ThrowOnError> => (options.client ?? client).delete<RevokeTokenResponses, RevokeTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/tokens/{tokenId}',
    ...options
});

/**
 * End my sessions in all other browsers
 */
export const revokeMyOtherSessions = <ThrowOnError extends boolean = false>(options?: Options<RevokeMyOtherSessionsData, ThrowOnError>): RequestResult<RevokeMyOtherSessionsResponses, RevokeMyOtherSessionsErrors, ThrowOnError> => (options?.client ?? client).delete<RevokeMyOtherSessionsResponses, RevokeMyOtherSessionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/sessions',
    ...options
});

/**
 * List the browsers in which I am signed in
 */
export const listMySessions = <ThrowOnError extends boolean = false>(options?: Options<ListMySessionsData, ThrowOnError>): RequestResult<ListMySessionsResponses, ListMySessionsErrors, ThrowOnError> => (options?.client ?? client).get<ListMySessionsResponses, ListMySessionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/sessions',
    ...options
});

/**
 * End one of my sessions
 */
export const revokeMySession = <ThrowOnError extends boolean = false>(options: Options<RevokeMySessionData, ThrowOnError>): RequestResult<RevokeMySessionResponses, RevokeMySessionErrors, ThrowOnError> => (options.client ?? client).delete<RevokeMySessionResponses, RevokeMySessionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/sessions/{sessionId}',
    ...options
});

/**
 * List the accounts elsewhere with which I sign in
 */
export const listMyIdentities = <ThrowOnError extends boolean = false>(options?: Options<ListMyIdentitiesData, ThrowOnError>): RequestResult<ListMyIdentitiesResponses, ListMyIdentitiesErrors, ThrowOnError> => (options?.client ?? client).get<ListMyIdentitiesResponses, ListMyIdentitiesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/identities',
    ...options
});

/**
 * Forget an account elsewhere with which I sign in
 */
export const unlinkMyIdentity = <ThrowOnError extends boolean = false>(options: Options<UnlinkMyIdentityData, ThrowOnError>): RequestResult<UnlinkMyIdentityResponses, UnlinkMyIdentityErrors, ThrowOnError> => (options.client ?? client).delete<UnlinkMyIdentityResponses, UnlinkMyIdentityErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/identities/{identityId}',
    ...options
});

/**
 * Do I have a second factor?
 */
export const showSecondFactor = <ThrowOnError extends boolean = false>(options?: Options<ShowSecondFactorData, ThrowOnError>): RequestResult<ShowSecondFactorResponses, ShowSecondFactorErrors, ThrowOnError> => (options?.client ?? client).get<ShowSecondFactorResponses, ShowSecondFactorErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/second-factor',
    ...options
});

/**
 * Begin to set up a second factor (TOTP)
 *
 * It asks for nothing until it is confirmed with a first code.
 */
export const beginSecondFactor = <ThrowOnError extends boolean = false>(options: Options<BeginSecondFactorData, ThrowOnError>): RequestResult<BeginSecondFactorResponses, BeginSecondFactorErrors, ThrowOnError> => (options.client ?? client).post<BeginSecondFactorResponses, BeginSecondFactorErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/second-factor',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Turn my second factor on with a first code
 */
export const confirmSecondFactor = <ThrowOnError extends boolean = false>(options: Options<ConfirmSecondFactorData, ThrowOnError>): RequestResult<ConfirmSecondFactorResponses, ConfirmSecondFactorErrors, ThrowOnError> => (options.client ?? client).post<ConfirmSecondFactorResponses, ConfirmSecondFactorErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/second-factor/confirm',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Remove my second factor, with a last code
 */
export const removeMySecondFactor = <ThrowOnError extends boolean = false>(options: Options<RemoveMySecondFactorData, ThrowOnError>): RequestResult<RemoveMySecondFactorResponses, RemoveMySecondFactorErrors, ThrowOnError> => (options.client ?? client).post<RemoveMySecondFactorResponses, RemoveMySecondFactorErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/second-factor/remove',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make new recovery codes; the old ones end
 */
export const renewRecoveryCodes = <ThrowOnError extends boolean = false>(options: Options<RenewRecoveryCodesData, ThrowOnError>): RequestResult<RenewRecoveryCodesResponses, RenewRecoveryCodesErrors, ThrowOnError> => (options.client ?? client).post<RenewRecoveryCodesResponses, RenewRecoveryCodesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/me/second-factor/recovery-codes',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End every session of a person
 */
export const revokeSessionsOfUser = <ThrowOnError extends boolean = false>(options: Options<RevokeSessionsOfUserData, ThrowOnError>): RequestResult<RevokeSessionsOfUserResponses, RevokeSessionsOfUserErrors, ThrowOnError> => (options.client ?? client).delete<RevokeSessionsOfUserResponses, RevokeSessionsOfUserErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users/{userId}/sessions',
    ...options
});

/**
 * List the browsers in which a person is signed in
 */
export const listSessionsOfUser = <ThrowOnError extends boolean = false>(options: Options<ListSessionsOfUserData, ThrowOnError>): RequestResult<ListSessionsOfUserResponses, ListSessionsOfUserErrors, ThrowOnError> => (options.client ?? client).get<ListSessionsOfUserResponses, ListSessionsOfUserErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users/{userId}/sessions',
    ...options
});

/**
 * Remove the second factor of a person who lost it
 */
export const removeSecondFactorOfUser = <ThrowOnError extends boolean = false>(options: Options<RemoveSecondFactorOfUserData, ThrowOnError>): RequestResult<RemoveSecondFactorOfUserResponses, RemoveSecondFactorOfUserErrors, ThrowOnError> => (options.client ?? client).delete<RemoveSecondFactorOfUserResponses, RemoveSecondFactorOfUserErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/users/{userId}/second-factor',
    ...options
});

/**
 * List invitations
 */
export const listInvitations = <ThrowOnError extends boolean = false>(options?: Options<ListInvitationsData, ThrowOnError>): RequestResult<ListInvitationsResponses, ListInvitationsErrors, ThrowOnError> => (options?.client ?? client).get<ListInvitationsResponses, ListInvitationsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/invitations',
    ...options
});

/**
 * Invite somebody who has no account yet
 *
 * The answer holds the secret of a link, shown this once, for the page /invitation.
 */
export const createInvitation = <ThrowOnError extends boolean = false>(options: Options<CreateInvitationData, ThrowOnError>): RequestResult<CreateInvitationResponses, CreateInvitationErrors, ThrowOnError> => (options.client ?? client).post<CreateInvitationResponses, CreateInvitationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/invitations',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Look at an invitation, with the secret of its link
 */
export const openInvitation = <ThrowOnError extends boolean = false>(options: Options<OpenInvitationData, ThrowOnError>): RequestResult<OpenInvitationResponses, OpenInvitationErrors, ThrowOnError> => (options.client ?? client).post<OpenInvitationResponses, OpenInvitationErrors, ThrowOnError>({
    url: '/api/v1/invitations/open',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Accept an invitation, with the secret of its link
 */
export const acceptInvitation = <ThrowOnError extends boolean = false>(options: Options<AcceptInvitationData, ThrowOnError>): RequestResult<AcceptInvitationResponses, AcceptInvitationErrors, ThrowOnError> => (options.client ?? client).post<AcceptInvitationResponses, AcceptInvitationErrors, ThrowOnError>({
    url: '/api/v1/invitations/accept',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Revoke an invitation
 */
export const revokeInvitation = <ThrowOnError extends boolean = false>(options: Options<RevokeInvitationData, ThrowOnError>): RequestResult<RevokeInvitationResponses, RevokeInvitationErrors, ThrowOnError> => (options.client ?? client).delete<RevokeInvitationResponses, RevokeInvitationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/invitations/{invitationId}',
    ...options
});

/**
 * List service accounts
 */
export const listServiceAccounts = <ThrowOnError extends boolean = false>(options?: Options<ListServiceAccountsData, ThrowOnError>): RequestResult<ListServiceAccountsResponses, ListServiceAccountsErrors, ThrowOnError> => (options?.client ?? client).get<ListServiceAccountsResponses, ListServiceAccountsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/service-accounts',
    ...options
});

/**
 * Make a service account
 *
 * It never signs in. Its tokens may do what they name, as far as its role and its teams allow it.
 */
export const createServiceAccount = <ThrowOnError extends boolean = false>(options: Options<CreateServiceAccountData, ThrowOnError>): RequestResult<CreateServiceAccountResponses, CreateServiceAccountErrors, ThrowOnError> => (options.client ?? client).post<CreateServiceAccountResponses, CreateServiceAccountErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/service-accounts',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change or disable a service account
 */
export const updateServiceAccount = <ThrowOnError extends boolean = false>(options: Options<UpdateServiceAccountData, ThrowOnError>): RequestResult<UpdateServiceAccountResponses, UpdateServiceAccountErrors, ThrowOnError> => (options.client ?? client).patch<UpdateServiceAccountResponses, UpdateServiceAccountErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/service-accounts/{serviceAccountId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List teams
 */
export const listTeams = <ThrowOnError extends boolean = false>(options?: Options<ListTeamsData, ThrowOnError>): RequestResult<ListTeamsResponses, ListTeamsErrors, ThrowOnError> => (options?.client ?? client).get<ListTeamsResponses, ListTeamsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams',
    ...options
});

/**
 * Make a team
 */
export const createTeam = <ThrowOnError extends boolean = false>(options: Options<CreateTeamData, ThrowOnError>): RequestResult<CreateTeamResponses, CreateTeamErrors, ThrowOnError> => (options.client ?? client).post<CreateTeamResponses, CreateTeamErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a team; what is its own stays
 */
export const deleteTeam = <ThrowOnError extends boolean = false>(options: Options<DeleteTeamData, ThrowOnError>): RequestResult<DeleteTeamResponses, DeleteTeamErrors, ThrowOnError> => (options.client ?? client).delete<DeleteTeamResponses, DeleteTeamErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams/{teamId}',
    ...options
});

/**
 * Read a team
 */
export const getTeam = <ThrowOnError extends boolean = false>(options: Options<GetTeamData, ThrowOnError>): RequestResult<GetTeamResponses, GetTeamErrors, ThrowOnError> => (options.client ?? client).get<GetTeamResponses, GetTeamErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams/{teamId}',
    ...options
});

/**
 * Change a team, its products or its environments
 */
export const updateTeam = <ThrowOnError extends boolean = false>(options: Options<UpdateTeamData, ThrowOnError>): RequestResult<UpdateTeamResponses, UpdateTeamErrors, ThrowOnError> => (options.client ?? client).patch<UpdateTeamResponses, UpdateTeamErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams/{teamId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take somebody out of a team
 */
export const removeTeamMember = <ThrowOnError extends boolean = false>(options: Options<RemoveTeamMemberData, ThrowOnError>): RequestResult<RemoveTeamMemberResponses, RemoveTeamMemberErrors, ThrowOnError> => (options.client ?? client).delete<RemoveTeamMemberResponses, RemoveTeamMemberErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams/{teamId}/members/{userId}',
    ...options
});

/**
 * Make somebody a member of a team
 */
export const addTeamMember = <ThrowOnError extends boolean = false>(options: Options<AddTeamMemberData, ThrowOnError>): RequestResult<AddTeamMemberResponses, AddTeamMemberErrors, ThrowOnError> => (options.client ?? client).put<AddTeamMemberResponses, AddTeamMemberErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/teams/{teamId}/members/{userId}',
    ...options
});

/**
 * List what groups of GitHub and of the OpenID provider mean here
 */
export const listGroupMappings = <ThrowOnError extends boolean = false>(options?: Options<ListGroupMappingsData, ThrowOnError>): RequestResult<ListGroupMappingsResponses, ListGroupMappingsErrors, ThrowOnError> => (options?.client ?? client).get<ListGroupMappingsResponses, ListGroupMappingsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/group-mappings',
    ...options
});

/**
 * Say what a group means here
 *
 * It counts from each person's next sign-in on. A group that gives a role also lets new people in.
 */
export const createGroupMapping = <ThrowOnError extends boolean = false>(options: Options<CreateGroupMappingData, ThrowOnError>): RequestResult<CreateGroupMappingResponses, CreateGroupMappingErrors, ThrowOnError> => (options.client ?? client).post<CreateGroupMappingResponses, CreateGroupMappingErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/group-mappings',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a group mean nothing any more
 */
export const deleteGroupMapping = <ThrowOnError extends boolean = false>(options: Options<DeleteGroupMappingData, ThrowOnError>): RequestResult<DeleteGroupMappingResponses, DeleteGroupMappingErrors, ThrowOnError> => (options.client ?? client).delete<DeleteGroupMappingResponses, DeleteGroupMappingErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/group-mappings/{groupMappingId}',
    ...options
});

/**
 * List products
 */
export const listProducts = <ThrowOnError extends boolean = false>(options?: Options<ListProductsData, ThrowOnError>): RequestResult<ListProductsResponses, ListProductsErrors, ThrowOnError> => (options?.client ?? client).get<ListProductsResponses, ListProductsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products',
    ...options
});

/**
 * Declare a product
 *
 * An image that nobody declared makes its product when a policy first matches it.
 */
export const createProduct = <ThrowOnError extends boolean = false>(options: Options<CreateProductData, ThrowOnError>): RequestResult<CreateProductResponses, CreateProductErrors, ThrowOnError> => (options.client ?? client).post<CreateProductResponses, CreateProductErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a product that nothing uses
 */
export const deleteProduct = <ThrowOnError extends boolean = false>(options: Options<DeleteProductData, ThrowOnError>): RequestResult<DeleteProductResponses, DeleteProductErrors, ThrowOnError> => (options.client ?? client).delete<DeleteProductResponses, DeleteProductErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}',
    ...options
});

/**
 * Read a product, by its id or slug
 */
export const getProduct = <ThrowOnError extends boolean = false>(options: Options<GetProductData, ThrowOnError>): RequestResult<GetProductResponses, GetProductErrors, ThrowOnError> => (options.client ?? client).get<GetProductResponses, GetProductErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}',
    ...options
});

/**
 * Change a product's name, image or time zone
 */
export const updateProduct = <ThrowOnError extends boolean = false>(options: Options<UpdateProductData, ThrowOnError>): RequestResult<UpdateProductResponses, UpdateProductErrors, ThrowOnError> => (options.client ?? client).patch<UpdateProductResponses, UpdateProductErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List a product's versions, the newest by SemVer precedence first
 */
export const listVersions = <ThrowOnError extends boolean = false>(options?: Options<ListVersionsData, ThrowOnError>): RequestResult<ListVersionsResponses, ListVersionsErrors, ThrowOnError> => (options?.client ?? client).get<ListVersionsResponses, ListVersionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions',
    ...options
});

/**
 * Create a version of a product
 *
 * Without `channels` a stable version is promoted to `stable` and to the channels of prereleases on the way to it, a prerelease to the channel of its name (`2.0.0-beta.1` to `beta`), where the product has them.
 */
export const createVersion = <ThrowOnError extends boolean = false>(options: Options<CreateVersionData, ThrowOnError>): RequestResult<CreateVersionResponses, CreateVersionErrors, ThrowOnError> => (options.client ?? client).post<CreateVersionResponses, CreateVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read the newest version of a product or of one of its channels that is neither deprecated nor held
 */
export const getLatestVersion = <ThrowOnError extends boolean = false>(options?: Options<GetLatestVersionData, ThrowOnError>): RequestResult<GetLatestVersionResponses, GetLatestVersionErrors, ThrowOnError> => (options?.client ?? client).get<GetLatestVersionResponses, GetLatestVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/latest',
    ...options
});

/**
 * Compare two versions by SemVer precedence
 */
export const compareVersions = <ThrowOnError extends boolean = false>(options: Options<CompareVersionsData, ThrowOnError>): RequestResult<CompareVersionsResponses, CompareVersionsErrors, ThrowOnError> => (options.client ?? client).post<CompareVersionsResponses, CompareVersionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/compare',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Suggest the next version from the newest one and what has changed
 */
export const suggestNextVersion = <ThrowOnError extends boolean = false>(options: Options<SuggestNextVersionData, ThrowOnError>): RequestResult<SuggestNextVersionResponses, SuggestNextVersionErrors, ThrowOnError> => (options.client ?? client).post<SuggestNextVersionResponses, SuggestNextVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/next',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read the changelog over a range of versions, in the form of Keep a Changelog 1.1.0
 *
 * With `format=markdown` the answer is a file of type text/markdown.
 */
export const readChangelog = <ThrowOnError extends boolean = false>(options?: Options<ReadChangelogData, ThrowOnError>): RequestResult<ReadChangelogResponses, ReadChangelogErrors, ThrowOnError> => (options?.client ?? client).get<ReadChangelogResponses, ReadChangelogErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/changelog',
    ...options
});

/**
 * Take over a Keep a Changelog file or conventional commits; without `apply`, preview it
 */
export const importChangelog = <ThrowOnError extends boolean = false>(options: Options<ImportChangelogData, ThrowOnError>): RequestResult<ImportChangelogResponses, ImportChangelogErrors, ThrowOnError> => (options.client ?? client).post<ImportChangelogResponses, ImportChangelogErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/changelog/import',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a version
 */
export const getVersion = <ThrowOnError extends boolean = false>(options: Options<GetVersionData, ThrowOnError>): RequestResult<GetVersionResponses, GetVersionErrors, ThrowOnError> => (options.client ?? client).get<GetVersionResponses, GetVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}',
    ...options
});

/**
 * Change a version's notes, changelog, or where it runs; its number and content stay
 */
export const updateVersion = <ThrowOnError extends boolean = false>(options: Options<UpdateVersionData, ThrowOnError>): RequestResult<UpdateVersionResponses, UpdateVersionErrors, ThrowOnError> => (options.client ?? client).patch<UpdateVersionResponses, UpdateVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Deprecate a version: it is never offered again, and its rollouts pause
 */
export const deprecateVersion = <ThrowOnError extends boolean = false>(options: Options<DeprecateVersionData, ThrowOnError>): RequestResult<DeprecateVersionResponses, DeprecateVersionErrors, ThrowOnError> => (options.client ?? client).post<DeprecateVersionResponses, DeprecateVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}/deprecate',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a deprecation back
 */
export const restoreVersion = <ThrowOnError extends boolean = false>(options: Options<RestoreVersionData, ThrowOnError>): RequestResult<RestoreVersionResponses, RestoreVersionErrors, ThrowOnError> => (options.client ?? client).post<RestoreVersionResponses, RestoreVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}/restore',
    ...options
});

/**
 * Hold a version back until it is released
 */
export const holdVersion = <ThrowOnError extends boolean = false>(options: Options<HoldVersionData, ThrowOnError>): RequestResult<HoldVersionResponses, HoldVersionErrors, ThrowOnError> => (options.client ?? client).post<HoldVersionResponses, HoldVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}/hold',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Release a version that is held
 */
export const releaseVersion = <ThrowOnError extends boolean = false>(options: Options<ReleaseVersionData, ThrowOnError>): RequestResult<ReleaseVersionResponses, ReleaseVersionErrors, ThrowOnError> => (options.client ?? client).post<ReleaseVersionResponses, ReleaseVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/versions/{versionId}/release',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List a product's channels with the newest version of each
 */
export const listChannels = <ThrowOnError extends boolean = false>(options?: Options<ListChannelsData, ThrowOnError>): RequestResult<ListChannelsResponses, ListChannelsErrors, ThrowOnError> => (options?.client ?? client).get<ListChannelsResponses, ListChannelsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels',
    ...options
});

/**
 * Make a channel of a product
 */
export const createChannel = <ThrowOnError extends boolean = false>(options: Options<CreateChannelData, ThrowOnError>): RequestResult<CreateChannelResponses, CreateChannelErrors, ThrowOnError> => (options.client ?? client).post<CreateChannelResponses, CreateChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a channel that nobody follows; its versions stay
 */
export const deleteChannel = <ThrowOnError extends boolean = false>(options: Options<DeleteChannelData, ThrowOnError>): RequestResult<DeleteChannelResponses, DeleteChannelErrors, ThrowOnError> => (options.client ?? client).delete<DeleteChannelResponses, DeleteChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels/{channelId}',
    ...options
});

/**
 * Read a channel
 */
export const getChannel = <ThrowOnError extends boolean = false>(options: Options<GetChannelData, ThrowOnError>): RequestResult<GetChannelResponses, GetChannelErrors, ThrowOnError> => (options.client ?? client).get<GetChannelResponses, GetChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels/{channelId}',
    ...options
});

/**
 * Describe a channel, or rename one that nobody follows
 */
export const updateChannel = <ThrowOnError extends boolean = false>(options: Options<UpdateChannelData, ThrowOnError>): RequestResult<UpdateChannelResponses, UpdateChannelErrors, ThrowOnError> => (options.client ?? client).patch<UpdateChannelResponses, UpdateChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels/{channelId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Promote a version to a channel
 */
export const promoteVersion = <ThrowOnError extends boolean = false>(options: Options<PromoteVersionData, ThrowOnError>): RequestResult<PromoteVersionResponses, PromoteVersionErrors, ThrowOnError> => (options.client ?? client).post<PromoteVersionResponses, PromoteVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels/{channelId}/versions',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a version out of a channel
 */
export const withdrawVersion = <ThrowOnError extends boolean = false>(options: Options<WithdrawVersionData, ThrowOnError>): RequestResult<WithdrawVersionResponses, WithdrawVersionErrors, ThrowOnError> => (options.client ?? client).delete<WithdrawVersionResponses, WithdrawVersionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/channels/{channelId}/versions/{versionId}',
    ...options
});

/**
 * Remove contents that no file has any more, or say which would go
 */
export const collectFiles = <ThrowOnError extends boolean = false>(options: Options<CollectFilesData, ThrowOnError>): RequestResult<CollectFilesResponses, CollectFilesErrors, ThrowOnError> => (options.client ?? client).post<CollectFilesResponses, CollectFilesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/files/gc',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Add a file to a version
 *
 * A multipart form with the field versionId and the part file. A stated hash that does not fit refuses the file. Once the version was rolled out, its files stay as they are.
 */
export const uploadFile = <ThrowOnError extends boolean = false>(options: Options<UploadFileData, ThrowOnError>): RequestResult<UploadFileResponses, UploadFileErrors, ThrowOnError> => (options.client ?? client).post<UploadFileResponses, UploadFileErrors, ThrowOnError>({
    ...formDataBodySerializer,
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/upload',
    ...options,
    headers: {
        'Content-Type': null,
        ...options.headers
    }
});

/**
 * List the files of a version by name
 */
export const listFiles = <ThrowOnError extends boolean = false>(options: Options<ListFilesData, ThrowOnError>): RequestResult<ListFilesResponses, ListFilesErrors, ThrowOnError> => (options.client ?? client).get<ListFilesResponses, ListFilesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files',
    ...options
});

/**
 * Take a file away from a version that was never rolled out
 */
export const deleteFile = <ThrowOnError extends boolean = false>(options: Options<DeleteFileData, ThrowOnError>): RequestResult<DeleteFileResponses, DeleteFileErrors, ThrowOnError> => (options.client ?? client).delete<DeleteFileResponses, DeleteFileErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}',
    ...options
});

/**
 * Read what is known of a file
 */
export const getFile = <ThrowOnError extends boolean = false>(options: Options<GetFileData, ThrowOnError>): RequestResult<GetFileResponses, GetFileErrors, ThrowOnError> => (options.client ?? client).get<GetFileResponses, GetFileErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}',
    ...options
});

/**
 * Make the address under which a file can be fetched
 *
 * For good where its product is public; signed and short-lived where it is private.
 */
export const makeFileLink = <ThrowOnError extends boolean = false>(options: Options<MakeFileLinkData, ThrowOnError>): RequestResult<MakeFileLinkResponses, MakeFileLinkErrors, ThrowOnError> => (options.client ?? client).post<MakeFileLinkResponses, MakeFileLinkErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}/link',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Download a file by its hash and name
 *
 * What lies there never changes. Files of private products need a token, a session, or the signature of a link. Conditions and ranges are answered as RFC 9110 says.
 */
export const fetchFile = <ThrowOnError extends boolean = false>(options: Options<FetchFileData, ThrowOnError>): RequestResult<FetchFileResponses, FetchFileErrors, ThrowOnError> => (options.client ?? client).get<FetchFileResponses, FetchFileErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/files/{sha256}/{name}',
    ...options
});

/**
 * Ask what the server can do with uploads in pieces
 *
 * A request of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation, creation-with-upload, expiration and termination.
 */
export const describeUploads = <ThrowOnError extends boolean = false>(options: Options<DescribeUploadsData, ThrowOnError>): RequestResult<DescribeUploadsResponses, DescribeUploadsErrors, ThrowOnError> => (options.client ?? client).options<DescribeUploadsResponses, DescribeUploadsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/uploads',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Begin a file that comes in pieces
 *
 * A request of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation, creation-with-upload, expiration and termination. Upload-Metadata names versionId and filename, and may name filetype and sha256. When the last byte has come, the file is part of its version, under the upload's id.
 */
export const createUpload = <ThrowOnError extends boolean = false>(options: Options<CreateUploadData, ThrowOnError>): RequestResult<CreateUploadResponses, CreateUploadErrors, ThrowOnError> => (options.client ?? client).post<CreateUploadResponses, CreateUploadErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/uploads',
    ...options,
    headers: {
        'Content-Type': 'application/offset+octet-stream',
        ...options.headers
    }
});

/**
 * Give up an upload
 *
 * A request of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation, creation-with-upload, expiration and termination. A file that was completed stays.
 */
export const dropUpload = <ThrowOnError extends boolean = false>(options: Options<DropUploadData, ThrowOnError>): RequestResult<DropUploadResponses, DropUploadErrors, ThrowOnError> => (options.client ?? client).delete<DropUploadResponses, DropUploadErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/uploads/{uploadId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read how far an upload has come
 *
 * HEAD with Tus-Resumable answers the same in the headers of the tus protocol.
 */
export const getUpload = <ThrowOnError extends boolean = false>(options: Options<GetUploadData, ThrowOnError>): RequestResult<GetUploadResponses, GetUploadErrors, ThrowOnError> => (options.client ?? client).get<GetUploadResponses, GetUploadErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/uploads/{uploadId}',
    ...options
});

/**
 * Add a piece to an upload
 *
 * A request of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation, creation-with-upload, expiration and termination. The answer to the last piece names the file in Slipway-File-Id.
 */
export const appendToUpload = <ThrowOnError extends boolean = false>(options: Options<AppendToUploadData, ThrowOnError>): RequestResult<AppendToUploadResponses, AppendToUploadErrors, ThrowOnError> => (options.client ?? client).patch<AppendToUploadResponses, AppendToUploadErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/uploads/{uploadId}',
    ...options,
    headers: {
        'Content-Type': 'application/offset+octet-stream',
        ...options.headers
    }
});

/**
 * List builds, the newest first
 */
export const listArtifacts = <ThrowOnError extends boolean = false>(options?: Options<ListArtifactsData, ThrowOnError>): RequestResult<ListArtifactsResponses, ListArtifactsErrors, ThrowOnError> => (options?.client ?? client).get<ListArtifactsResponses, ListArtifactsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts',
    ...options
});

/**
 * Record a build
 *
 * Where it came from, what went in and what came out. The environment is sealed at once; its values are in no view.
 */
export const createArtifact = <ThrowOnError extends boolean = false>(options: Options<CreateArtifactData, ThrowOnError>): RequestResult<CreateArtifactResponses, CreateArtifactErrors, ThrowOnError> => (options.client ?? client).post<CreateArtifactResponses, CreateArtifactErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read everything of a build but the values of its environment
 */
export const getArtifact = <ThrowOnError extends boolean = false>(options: Options<GetArtifactData, ThrowOnError>): RequestResult<GetArtifactResponses, GetArtifactErrors, ThrowOnError> => (options.client ?? client).get<GetArtifactResponses, GetArtifactErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/{artifactId}',
    ...options
});

/**
 * Download the file that a build brought forth
 *
 * Answers conditions and ranges as RFC 9110 says.
 */
export const downloadArtifact = <ThrowOnError extends boolean = false>(options: Options<DownloadArtifactData, ThrowOnError>): RequestResult<DownloadArtifactResponses, DownloadArtifactErrors, ThrowOnError> => (options.client ?? client).get<DownloadArtifactResponses, DownloadArtifactErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/{artifactId}/download',
    ...options
});

/**
 * Show the values of a build's environment, and note who saw them
 */
export const revealEnvironment = <ThrowOnError extends boolean = false>(options: Options<RevealEnvironmentData, ThrowOnError>): RequestResult<RevealEnvironmentResponses, RevealEnvironmentErrors, ThrowOnError> => (options.client ?? client).post<RevealEnvironmentResponses, RevealEnvironmentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/{artifactId}/environment/reveal',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the places from which files are handed out
 */
export const listRegions = <ThrowOnError extends boolean = false>(options?: Options<ListRegionsData, ThrowOnError>): RequestResult<ListRegionsResponses, ListRegionsErrors, ThrowOnError> => (options?.client ?? client).get<ListRegionsResponses, ListRegionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions',
    ...options
});

/**
 * Name a cache in front of this server
 *
 * Every file that everybody may fetch is brought there from now on. Keys are kept encrypted, never shown.
 */
export const createRegion = <ThrowOnError extends boolean = false>(options: Options<CreateRegionData, ThrowOnError>): RequestResult<CreateRegionResponses, CreateRegionErrors, ThrowOnError> => (options.client ?? client).post<CreateRegionResponses, CreateRegionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Forget a region and its credentials
 */
export const deleteRegion = <ThrowOnError extends boolean = false>(options: Options<DeleteRegionData, ThrowOnError>): RequestResult<DeleteRegionResponses, DeleteRegionErrors, ThrowOnError> => (options.client ?? client).delete<DeleteRegionResponses, DeleteRegionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}',
    ...options
});

/**
 * Read a region
 */
export const getRegion = <ThrowOnError extends boolean = false>(options: Options<GetRegionData, ThrowOnError>): RequestResult<GetRegionResponses, GetRegionErrors, ThrowOnError> => (options.client ?? client).get<GetRegionResponses, GetRegionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}',
    ...options
});

/**
 * Change a region, or switch it on or off
 */
export const updateRegion = <ThrowOnError extends boolean = false>(options: Options<UpdateRegionData, ThrowOnError>): RequestResult<UpdateRegionResponses, UpdateRegionErrors, ThrowOnError> => (options.client ?? client).patch<UpdateRegionResponses, UpdateRegionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Fetch a small object through a region
 *
 * Says whether it leads to this server, keeps what it fetched, and forgets when it is told to.
 */
export const testRegion = <ThrowOnError extends boolean = false>(options: Options<TestRegionData, ThrowOnError>): RequestResult<TestRegionResponses, TestRegionErrors, ThrowOnError> => (options.client ?? client).post<TestRegionResponses, TestRegionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}/test',
    ...options
});

/**
 * Tell how far an access log was read
 */
export const readLogPlace = <ThrowOnError extends boolean = false>(options: Options<ReadLogPlaceData, ThrowOnError>): RequestResult<ReadLogPlaceResponses, ReadLogPlaceErrors, ThrowOnError> => (options.client ?? client).get<ReadLogPlaceResponses, ReadLogPlaceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}/log',
    ...options
});

/**
 * Count what a piece of a cache's access log tells
 *
 * Whole lines, as bytes of the log from `offset` on, 8 MiB at the most. A piece that was counted already is refused with 409, so that nothing counts twice. `slipway cdn ingest-log` sends them.
 */
export const takeLog = <ThrowOnError extends boolean = false>(options: Options<TakeLogData, ThrowOnError>): RequestResult<TakeLogResponses, TakeLogErrors, ThrowOnError> => (options.client ?? client).post<TakeLogResponses, TakeLogErrors, ThrowOnError>({
    bodySerializer: null,
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/regions/{region}/log',
    ...options,
    headers: {
        'Content-Type': 'text/plain',
        ...options.headers
    }
});

/**
 * Tell where a file is handed out, region by region
 *
 * Also of a file that was deleted, as long as it is not sure that every cache has forgotten it.
 */
export const findDistribution = <ThrowOnError extends boolean = false>(options: Options<FindDistributionData, ThrowOnError>): RequestResult<FindDistributionResponses, FindDistributionErrors, ThrowOnError> => (options.client ?? client).get<FindDistributionResponses, FindDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}/distribution',
    ...options
});

/**
 * Have caches forget a file
 *
 * It is done in the background, with retries; each item can be looked at under …/invalidations/{id}.
 */
export const invalidateFile = <ThrowOnError extends boolean = false>(options: Options<InvalidateFileData, ThrowOnError>): RequestResult<InvalidateFileResponses, InvalidateFileErrors, ThrowOnError> => (options.client ?? client).post<InvalidateFileResponses, InvalidateFileErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}/invalidate',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Tell how often a file was downloaded, by region and day
 *
 * From this server's own downloads, from access logs of Varnish and nginx, and from Cloudflare's analytics. A file that several versions have under one name is counted for the newest of them.
 */
export const readFileStats = <ThrowOnError extends boolean = false>(options: Options<ReadFileStatsData, ThrowOnError>): RequestResult<ReadFileStatsResponses, ReadFileStatsErrors, ThrowOnError> => (options.client ?? client).get<ReadFileStatsResponses, ReadFileStatsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/files/{fileId}/stats',
    ...options
});

/**
 * Tell how often files were downloaded, by region and day
 */
export const readStats = <ThrowOnError extends boolean = false>(options?: Options<ReadStatsData, ThrowOnError>): RequestResult<ReadStatsResponses, ReadStatsErrors, ThrowOnError> => (options?.client ?? client).get<ReadStatsResponses, ReadStatsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/stats',
    ...options
});

/**
 * List what caches were told to forget
 */
export const listInvalidations = <ThrowOnError extends boolean = false>(options?: Options<ListInvalidationsData, ThrowOnError>): RequestResult<ListInvalidationsResponses, ListInvalidationsErrors, ThrowOnError> => (options?.client ?? client).get<ListInvalidationsResponses, ListInvalidationsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/invalidations',
    ...options
});

/**
 * Have caches forget paths
 */
export const invalidatePaths = <ThrowOnError extends boolean = false>(options: Options<InvalidatePathsData, ThrowOnError>): RequestResult<InvalidatePathsResponses, InvalidatePathsErrors, ThrowOnError> => (options.client ?? client).post<InvalidatePathsResponses, InvalidatePathsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/invalidations',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Tell how far an invalidation is
 */
export const getInvalidation = <ThrowOnError extends boolean = false>(options: Options<GetInvalidationData, ThrowOnError>): RequestResult<GetInvalidationResponses, GetInvalidationErrors, ThrowOnError> => (options.client ?? client).get<GetInvalidationResponses, GetInvalidationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/invalidations/{invalidationId}',
    ...options
});

/**
 * Try an invalidation again that was given up
 */
export const retryInvalidation = <ThrowOnError extends boolean = false>(options: Options<RetryInvalidationData, ThrowOnError>): RequestResult<RetryInvalidationResponses, RetryInvalidationErrors, ThrowOnError> => (options.client ?? client).post<RetryInvalidationResponses, RetryInvalidationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/cdn/invalidations/{invalidationId}/retry',
    ...options
});

/**
 * The small object that a region is tested with
 */
export const serveProbe = <ThrowOnError extends boolean = false>(options: Options<ServeProbeData, ThrowOnError>): RequestResult<ServeProbeResponses, ServeProbeErrors, ThrowOnError> => (options.client ?? client).get<ServeProbeResponses, ServeProbeErrors, ThrowOnError>({ url: '/cdn-probe/{name}', ...options });

/**
 * Compare two builds
 *
 * Their files (zip, tar, tar.gz and npm packages one by one), dependencies, environments and configuration. Values of environments are compared and never told. With format=pdf the answer is a report to be read on paper.
 */
export const compareArtifacts = <ThrowOnError extends boolean = false>(options: Options<CompareArtifactsData, ThrowOnError>): RequestResult<CompareArtifactsResponses, CompareArtifactsErrors, ThrowOnError> => (options.client ?? client).get<CompareArtifactsResponses, CompareArtifactsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diff',
    ...options
});

/**
 * Compare one file of two builds
 */
export const compareFile = <ThrowOnError extends boolean = false>(options: Options<CompareFileData, ThrowOnError>): RequestResult<CompareFileResponses, CompareFileErrors, ThrowOnError> => (options.client ?? client).get<CompareFileResponses, CompareFileErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diff/file',
    ...options
});

/**
 * Read some lines of a file that is compared
 */
export const readDiffLines = <ThrowOnError extends boolean = false>(options: Options<ReadDiffLinesData, ThrowOnError>): RequestResult<ReadDiffLinesResponses, ReadDiffLinesErrors, ThrowOnError> => (options.client ?? client).get<ReadDiffLinesResponses, ReadDiffLinesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diff/lines',
    ...options
});

/**
 * Compare the container images of two builds
 *
 * By layers, configuration and files, as the registry has them now. Values of variables are masked.
 */
export const compareImages = <ThrowOnError extends boolean = false>(options: Options<CompareImagesData, ThrowOnError>): RequestResult<CompareImagesResponses, CompareImagesErrors, ThrowOnError> => (options.client ?? client).get<CompareImagesResponses, CompareImagesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diff/images',
    ...options
});

/**
 * Compare the OpenAPI documents of two builds
 *
 * Files and configuration files named openapi or swagger (.json, .yaml, .yml), and what their changes mean for clients.
 */
export const compareBuildApis = <ThrowOnError extends boolean = false>(options: Options<CompareBuildApisData, ThrowOnError>): RequestResult<CompareBuildApisResponses, CompareBuildApisErrors, ThrowOnError> => (options.client ?? client).get<CompareBuildApisResponses, CompareBuildApisErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diff/apis',
    ...options
});

/**
 * Give a comparison an address that can be shared
 */
export const shareDiff = <ThrowOnError extends boolean = false>(options: Options<ShareDiffData, ThrowOnError>): RequestResult<ShareDiffResponses, ShareDiffErrors, ThrowOnError> => (options.client ?? client).post<ShareDiffResponses, ShareDiffErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diffs',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a shared comparison
 */
export const getSharedDiff = <ThrowOnError extends boolean = false>(options: Options<GetSharedDiffData, ThrowOnError>): RequestResult<GetSharedDiffResponses, GetSharedDiffErrors, ThrowOnError> => (options.client ?? client).get<GetSharedDiffResponses, GetSharedDiffErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/artifacts/diffs/{diffId}',
    ...options
});

/**
 * Say what a change of an OpenAPI document breaks
 *
 * Compares two documents of OpenAPI 3.0 or 3.1 for those who send requests by them and receive the answers. References to other files are refused: the answer is then unknown, with the reason.
 */
export const compareOpenapi = <ThrowOnError extends boolean = false>(options: Options<CompareOpenapiData, ThrowOnError>): RequestResult<CompareOpenapiResponses, CompareOpenapiErrors, ThrowOnError> => (options.client ?? client).post<CompareOpenapiResponses, CompareOpenapiErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/openapi/compare',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ask what to install next
 *
 * Anybody may ask about a public product. A private one is for programs with versions:read and for devices, which send their own token. A client that names itself by clientId or deviceId always stands in the same place when a version is offered to a share of the clients; one that names itself by neither comes last.
 */
export const checkForUpdate = <ThrowOnError extends boolean = false>(options: Options<CheckForUpdateData, ThrowOnError>): RequestResult<CheckForUpdateResponses, CheckForUpdateErrors, ThrowOnError> => (options.client ?? client).post<CheckForUpdateResponses, CheckForUpdateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/check',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Say that an update was downloaded, installed, or failed
 *
 * For clients that are no devices here. What devices run is known from their own reports.
 */
export const reportOutcome = <ThrowOnError extends boolean = false>(options: Options<ReportOutcomeData, ThrowOnError>): RequestResult<ReportOutcomeResponses, ReportOutcomeErrors, ThrowOnError> => (options.client ?? client).post<ReportOutcomeResponses, ReportOutcomeErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/report',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read who was told of which version and what became of it
 */
export const readUpdateAnalytics = <ThrowOnError extends boolean = false>(options?: Options<ReadUpdateAnalyticsData, ThrowOnError>): RequestResult<ReadUpdateAnalyticsResponses, ReadUpdateAnalyticsErrors, ThrowOnError> => (options?.client ?? client).get<ReadUpdateAnalyticsResponses, ReadUpdateAnalyticsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/analytics',
    ...options
});

/**
 * List a product's packages, the newest first
 */
export const listPackages = <ThrowOnError extends boolean = false>(options?: Options<ListPackagesData, ThrowOnError>): RequestResult<ListPackagesResponses, ListPackagesErrors, ThrowOnError> => (options?.client ?? client).get<ListPackagesResponses, ListPackagesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/packages',
    ...options
});

/**
 * Order the packages that lead to a version
 *
 * Whole files are packages as soon as they are uploaded. With fromVersion the server makes deltas in the background, in each format, and proves them by applying them.
 */
export const createPackage = <ThrowOnError extends boolean = false>(options: Options<CreatePackageData, ThrowOnError>): RequestResult<CreatePackageResponses, CreatePackageErrors, ThrowOnError> => (options.client ?? client).post<CreatePackageResponses, CreatePackageErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/packages',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Tell how much of an image a host pulls that has another one
 *
 * The product's registry is asked for both. Where it cannot be read, the answer says why.
 */
export const measurePull = <ThrowOnError extends boolean = false>(options: Options<MeasurePullData, ThrowOnError>): RequestResult<MeasurePullResponses, MeasurePullErrors, ThrowOnError> => (options.client ?? client).get<MeasurePullResponses, MeasurePullErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/layers',
    ...options
});

/**
 * List a product's distributions, the newest first
 */
export const listDistributions = <ThrowOnError extends boolean = false>(options?: Options<ListDistributionsData, ThrowOnError>): RequestResult<ListDistributionsResponses, ListDistributionsErrors, ThrowOnError> => (options?.client ?? client).get<ListDistributionsResponses, ListDistributionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions',
    ...options
});

/**
 * Decide how a version is handed out on a channel
 *
 * immediate: to everybody. gradual: to a share that grows by hand, by growBy or by steps. scheduled: the same from a time on. split: one version to a share and another one to the others. The version is promoted to the channel with it. A channel has one distribution that is not over.
 */
export const createDistribution = <ThrowOnError extends boolean = false>(options: Options<CreateDistributionData, ThrowOnError>): RequestResult<CreateDistributionResponses, CreateDistributionErrors, ThrowOnError> => (options.client ?? client).post<CreateDistributionResponses, CreateDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a distribution
 */
export const getDistribution = <ThrowOnError extends boolean = false>(options: Options<GetDistributionData, ThrowOnError>): RequestResult<GetDistributionResponses, GetDistributionErrors, ThrowOnError> => (options.client ?? client).get<GetDistributionResponses, GetDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}',
    ...options
});

/**
 * Set the share of a distribution
 */
export const changePercent = <ThrowOnError extends boolean = false>(options: Options<ChangePercentData, ThrowOnError>): RequestResult<ChangePercentResponses, ChangePercentErrors, ThrowOnError> => (options.client ?? client).post<ChangePercentResponses, ChangePercentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}/percent',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Stop offering a version to anybody new
 */
export const pauseDistribution = <ThrowOnError extends boolean = false>(options: Options<PauseDistributionData, ThrowOnError>): RequestResult<PauseDistributionResponses, PauseDistributionErrors, ThrowOnError> => (options.client ?? client).post<PauseDistributionResponses, PauseDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}/pause',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Go on with a distribution that was paused
 */
export const resumeDistribution = <ThrowOnError extends boolean = false>(options: Options<ResumeDistributionData, ThrowOnError>): RequestResult<ResumeDistributionResponses, ResumeDistributionErrors, ThrowOnError> => (options.client ?? client).post<ResumeDistributionResponses, ResumeDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Offer a version to everybody
 */
export const completeDistribution = <ThrowOnError extends boolean = false>(options: Options<CompleteDistributionData, ThrowOnError>): RequestResult<CompleteDistributionResponses, CompleteDistributionErrors, ThrowOnError> => (options.client ?? client).post<CompleteDistributionResponses, CompleteDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}/complete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a distribution back: nobody is offered its version any more
 */
export const cancelDistribution = <ThrowOnError extends boolean = false>(options: Options<CancelDistributionData, ThrowOnError>): RequestResult<CancelDistributionResponses, CancelDistributionErrors, ThrowOnError> => (options.client ?? client).post<CancelDistributionResponses, CancelDistributionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/updates/distributions/{distributionId}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a feed as updaters of apps do, or a file that it names
 *
 * latest.yml, latest-mac.yml and latest-linux.yml for electron-updater, tauri.json for Tauri (with target and arch for one client, without for all), appcast.xml for Sparkle. A client that names itself by client, or as electron-updater does by X-User-Staging-Id, always stands in the same place when a version is offered to a share.
 */
export const readFeed = <ThrowOnError extends boolean = false>(options: Options<ReadFeedData, ThrowOnError>): RequestResult<ReadFeedResponses, ReadFeedErrors, ThrowOnError> => (options.client ?? client).get<ReadFeedResponses, ReadFeedErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/feeds/{product}/{channel}/{file}',
    ...options
});

/**
 * List rollouts
 */
export const listRollouts = <ThrowOnError extends boolean = false>(options?: Options<ListRolloutsData, ThrowOnError>): RequestResult<ListRolloutsResponses, ListRolloutsErrors, ThrowOnError> => (options?.client ?? client).get<ListRolloutsResponses, ListRolloutsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts',
    ...options
});

/**
 * Start a rollout by hand
 *
 * Under the rules of a policy. Without a digest the registry is asked what the tag points to.
 */
export const startRollout = <ThrowOnError extends boolean = false>(options: Options<StartRolloutData, ThrowOnError>): RequestResult<StartRolloutResponses, StartRolloutErrors, ThrowOnError> => (options.client ?? client).post<StartRolloutResponses, StartRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the rollouts that are not over
 */
export const listActiveRollouts = <ThrowOnError extends boolean = false>(options?: Options<ListActiveRolloutsData, ThrowOnError>): RequestResult<ListActiveRolloutsResponses, ListActiveRolloutsErrors, ThrowOnError> => (options?.client ?? client).get<ListActiveRolloutsResponses, ListActiveRolloutsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/active',
    ...options
});

/**
 * Read one rollout
 */
export const getRollout = <ThrowOnError extends boolean = false>(options: Options<GetRolloutData, ThrowOnError>): RequestResult<GetRolloutResponses, GetRolloutErrors, ThrowOnError> => (options.client ?? client).get<GetRolloutResponses, GetRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}',
    ...options
});

/**
 * List the devices of a rollout, in the order of their positions
 */
export const listRolloutDevices = <ThrowOnError extends boolean = false>(options: Options<ListRolloutDevicesData, ThrowOnError>): RequestResult<ListRolloutDevicesResponses, ListRolloutDevicesErrors, ThrowOnError> => (options.client ?? client).get<ListRolloutDevicesResponses, ListRolloutDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/devices',
    ...options
});

/**
 * Read one device's part in a rollout
 */
export const getRolloutDevice = <ThrowOnError extends boolean = false>(options: Options<GetRolloutDeviceData, ThrowOnError>): RequestResult<GetRolloutDeviceResponses, GetRolloutDeviceErrors, ThrowOnError> => (options.client ?? client).get<GetRolloutDeviceResponses, GetRolloutDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}',
    ...options
});

/**
 * Every device of a rollout as one letter
 *
 * p pending, s scheduled, u updating, h healthy, f failed, r rolled back, k skipped; by position.
 */
export const showGrid = <ThrowOnError extends boolean = false>(options: Options<ShowGridData, ThrowOnError>): RequestResult<ShowGridResponses, ShowGridErrors, ThrowOnError> => (options.client ?? client).get<ShowGridResponses, ShowGridErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/grid',
    ...options
});

/**
 * How far a rollout is, over all devices and over the reachable ones
 */
export const readRolloutProgress = <ThrowOnError extends boolean = false>(options: Options<ReadRolloutProgressData, ThrowOnError>): RequestResult<ReadRolloutProgressResponses, ReadRolloutProgressErrors, ThrowOnError> => (options.client ?? client).get<ReadRolloutProgressResponses, ReadRolloutProgressErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/progress',
    ...options
});

/**
 * How the failure rate of each batch grew
 */
export const showFailureRateHistory = <ThrowOnError extends boolean = false>(options: Options<ShowFailureRateHistoryData, ThrowOnError>): RequestResult<ShowFailureRateHistoryResponses, ShowFailureRateHistoryErrors, ThrowOnError> => (options.client ?? client).get<ShowFailureRateHistoryResponses, ShowFailureRateHistoryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/failure-rate',
    ...options
});

/**
 * Page through what happened in a rollout
 */
export const listRolloutEvents = <ThrowOnError extends boolean = false>(options: Options<ListRolloutEventsData, ThrowOnError>): RequestResult<ListRolloutEventsResponses, ListRolloutEventsErrors, ThrowOnError> => (options.client ?? client).get<ListRolloutEventsResponses, ListRolloutEventsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/events',
    ...options
});

/**
 * Pause a rollout
 *
 * Nobody begins any more. Devices in the middle of an update finish it.
 */
export const pauseRollout = <ThrowOnError extends boolean = false>(options: Options<PauseRolloutData, ThrowOnError>): RequestResult<PauseRolloutResponses, PauseRolloutErrors, ThrowOnError> => (options.client ?? client).post<PauseRolloutResponses, PauseRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/pause',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a paused rollout go on
 *
 * Accepts the failures so far: only those beyond can stop it again.
 */
export const resumeRollout = <ThrowOnError extends boolean = false>(options: Options<ResumeRolloutData, ThrowOnError>): RequestResult<ResumeRolloutResponses, ResumeRolloutErrors, ThrowOnError> => (options.client ?? client).post<ResumeRolloutResponses, ResumeRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End a rollout for good
 *
 * Devices keep what they have. To take the release back, roll back.
 */
export const cancelRollout = <ThrowOnError extends boolean = false>(options: Options<CancelRolloutData, ThrowOnError>): RequestResult<CancelRolloutResponses, CancelRolloutErrors, ThrowOnError> => (options.client ?? client).post<CancelRolloutResponses, CancelRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a release back from all devices, or from one batch
 *
 * After the whole rollout was taken back its digest is held until a person releases it.
 */
export const rollBackRollout = <ThrowOnError extends boolean = false>(options: Options<RollBackRolloutData, ThrowOnError>): RequestResult<RollBackRolloutResponses, RollBackRolloutErrors, ThrowOnError> => (options.client ?? client).post<RollBackRolloutResponses, RollBackRolloutErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/rollback',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Approve the batch that waits
 */
export const approveBatch = <ThrowOnError extends boolean = false>(options: Options<ApproveBatchData, ThrowOnError>): RequestResult<ApproveBatchResponses, ApproveBatchErrors, ThrowOnError> => (options.client ?? client).post<ApproveBatchResponses, ApproveBatchErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/approve',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Offer the release to the failed devices again
 */
export const retryFailedDevices = <ThrowOnError extends boolean = false>(options: Options<RetryFailedDevicesData, ThrowOnError>): RequestResult<RetryFailedDevicesResponses, RetryFailedDevicesErrors, ThrowOnError> => (options.client ?? client).post<RetryFailedDevicesResponses, RetryFailedDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/retry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Offer one device its way back
 */
export const rollBackDevice = <ThrowOnError extends boolean = false>(options: Options<RollBackDeviceData, ThrowOnError>): RequestResult<RollBackDeviceResponses, RollBackDeviceErrors, ThrowOnError> => (options.client ?? client).post<RollBackDeviceResponses, RollBackDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/rollback',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Go on without one device
 *
 * For a device that has not begun, or that waits for its user's consent, its restart or its maintenance window.
 */
export const leaveOutDevice = <ThrowOnError extends boolean = false>(options: Options<LeaveOutDeviceData, ThrowOnError>): RequestResult<LeaveOutDeviceResponses, LeaveOutDeviceErrors, ThrowOnError> => (options.client ?? client).post<LeaveOutDeviceResponses, LeaveOutDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/leave-out',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Offer the release to one failed device again
 */
export const retryFailedDevice = <ThrowOnError extends boolean = false>(options: Options<RetryFailedDeviceData, ThrowOnError>): RequestResult<RetryFailedDeviceResponses, RetryFailedDeviceErrors, ThrowOnError> => (options.client ?? client).post<RetryFailedDeviceResponses, RetryFailedDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/retry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the digests of a product that are or were held
 */
export const listHolds = <ThrowOnError extends boolean = false>(options: Options<ListHoldsData, ThrowOnError>): RequestResult<ListHoldsResponses, ListHoldsErrors, ThrowOnError> => (options.client ?? client).get<ListHoldsResponses, ListHoldsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/holds',
    ...options
});

/**
 * Let a held digest go
 *
 * After a rollback no webhook brings a digest back until a person does this.
 */
export const releaseHold = <ThrowOnError extends boolean = false>(options: Options<ReleaseHoldData, ThrowOnError>): RequestResult<ReleaseHoldResponses, ReleaseHoldErrors, ThrowOnError> => (options.client ?? client).post<ReleaseHoldResponses, ReleaseHoldErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/holds/{holdId}/release',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List devices
 */
export const listDevices = <ThrowOnError extends boolean = false>(options?: Options<ListDevicesData, ThrowOnError>): RequestResult<ListDevicesResponses, ListDevicesErrors, ThrowOnError> => (options?.client ?? client).get<ListDevicesResponses, ListDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices',
    ...options
});

/**
 * Register a device
 */
export const createDevice = <ThrowOnError extends boolean = false>(options: Options<CreateDeviceData, ThrowOnError>): RequestResult<CreateDeviceResponses, CreateDeviceErrors, ThrowOnError> => (options.client ?? client).post<CreateDeviceResponses, CreateDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Count the devices that a list would show
 */
export const countDevices = <ThrowOnError extends boolean = false>(options?: Options<CountDevicesData, ThrowOnError>): RequestResult<CountDevicesResponses, CountDevicesErrors, ThrowOnError> => (options?.client ?? client).get<CountDevicesResponses, CountDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/count',
    ...options
});

/**
 * Register up to 1000 devices, all or none
 */
export const createDevices = <ThrowOnError extends boolean = false>(options: Options<CreateDevicesData, ThrowOnError>): RequestResult<CreateDevicesResponses, CreateDevicesErrors, ThrowOnError> => (options.client ?? client).post<CreateDevicesResponses, CreateDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/bulk',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Register the calling device into the fleet of its enrollment token
 *
 * The token goes into Authorization: Bearer, or into the body.
 */
export const enrollDevice = <ThrowOnError extends boolean = false>(options: Options<EnrollDeviceData, ThrowOnError>): RequestResult<EnrollDeviceResponses, EnrollDeviceErrors, ThrowOnError> => (options.client ?? client).post<EnrollDeviceResponses, EnrollDeviceErrors, ThrowOnError>({
    url: '/api/v1/devices/enroll',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Count the devices and how many of them are online
 */
export const summarizeDevices = <ThrowOnError extends boolean = false>(options?: Options<SummarizeDevicesData, ThrowOnError>): RequestResult<SummarizeDevicesResponses, SummarizeDevicesErrors, ThrowOnError> => (options?.client ?? client).get<SummarizeDevicesResponses, SummarizeDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/summary',
    ...options
});

/**
 * Count how many devices run which version
 */
export const countVersions = <ThrowOnError extends boolean = false>(options?: Options<CountVersionsData, ThrowOnError>): RequestResult<CountVersionsResponses, CountVersionsErrors, ThrowOnError> => (options?.client ?? client).get<CountVersionsResponses, CountVersionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/versions',
    ...options
});

/**
 * Read which versions the fleet ran over time
 *
 * At most some 200 points, oldest first; the last one is now. Between two points nothing has changed.
 */
export const readAdoption = <ThrowOnError extends boolean = false>(options: Options<ReadAdoptionData, ThrowOnError>): RequestResult<ReadAdoptionResponses, ReadAdoptionErrors, ThrowOnError> => (options.client ?? client).get<ReadAdoptionResponses, ReadAdoptionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/adoption',
    ...options
});

/**
 * Read a device, what it runs, how it is, and its last actions
 */
export const getDevice = <ThrowOnError extends boolean = false>(options: Options<GetDeviceData, ThrowOnError>): RequestResult<GetDeviceResponses, GetDeviceErrors, ThrowOnError> => (options.client ?? client).get<GetDeviceResponses, GetDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}',
    ...options
});

/**
 * Change what is known of a device and how it is spoken to
 */
export const updateDevice = <ThrowOnError extends boolean = false>(options: Options<UpdateDeviceData, ThrowOnError>): RequestResult<UpdateDeviceResponses, UpdateDeviceErrors, ThrowOnError> => (options.client ?? client).patch<UpdateDeviceResponses, UpdateDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Retire a device: its token ends, and no rollout waits for it
 */
export const retireDevice = <ThrowOnError extends boolean = false>(options: Options<RetireDeviceData, ThrowOnError>): RequestResult<RetireDeviceResponses, RetireDeviceErrors, ThrowOnError> => (options.client ?? client).post<RetireDeviceResponses, RetireDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/retire',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Give a device a new token; the old one ends
 */
export const rotateDeviceToken = <ThrowOnError extends boolean = false>(options: Options<RotateDeviceTokenData, ThrowOnError>): RequestResult<RotateDeviceTokenResponses, RotateDeviceTokenErrors, ThrowOnError> => (options.client ?? client).post<RotateDeviceTokenResponses, RotateDeviceTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/rotate-token',
    ...options
});

/**
 * List what a device was told to do, the newest first
 */
export const listDeviceActions = <ThrowOnError extends boolean = false>(options: Options<ListDeviceActionsData, ThrowOnError>): RequestResult<ListDeviceActionsResponses, ListDeviceActionsErrors, ThrowOnError> => (options.client ?? client).get<ListDeviceActionsResponses, ListDeviceActionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/actions',
    ...options
});

/**
 * Tell what a device is offered and why, or why it is offered nothing
 */
export const explainDevice = <ThrowOnError extends boolean = false>(options: Options<ExplainDeviceData, ThrowOnError>): RequestResult<ExplainDeviceResponses, ExplainDeviceErrors, ThrowOnError> => (options.client ?? client).get<ExplainDeviceResponses, ExplainDeviceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/outlook',
    ...options
});

/**
 * Read the log of an action, the newest line first
 */
export const listActionEntries = <ThrowOnError extends boolean = false>(options: Options<ListActionEntriesData, ThrowOnError>): RequestResult<ListActionEntriesResponses, ListActionEntriesErrors, ThrowOnError> => (options.client ?? client).get<ListActionEntriesResponses, ListActionEntriesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/actions/{actionId}/entries',
    ...options
});

/**
 * Show the token with which a hawkBit client proves itself
 *
 * The event device_token_shown says who saw it.
 */
export const showTargetToken = <ThrowOnError extends boolean = false>(options: Options<ShowTargetTokenData, ThrowOnError>): RequestResult<ShowTargetTokenResponses, ShowTargetTokenErrors, ThrowOnError> => (options.client ?? client).get<ShowTargetTokenResponses, ShowTargetTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/target-token',
    ...options
});

/**
 * Give a hawkBit device a new target token; the old one ends
 */
export const rotateTargetToken = <ThrowOnError extends boolean = false>(options: Options<RotateTargetTokenData, ThrowOnError>): RequestResult<RotateTargetTokenResponses, RotateTargetTokenErrors, ThrowOnError> => (options.client ?? client).post<RotateTargetTokenResponses, RotateTargetTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/devices/{deviceId}/rotate-target-token',
    ...options
});

/**
 * Register a hawkBit device into a fleet
 */
export const addTarget = <ThrowOnError extends boolean = false>(options: Options<AddTargetData, ThrowOnError>): RequestResult<AddTargetResponses, AddTargetErrors, ThrowOnError> => (options.client ?? client).post<AddTargetResponses, AddTargetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}/targets',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make the token with which hawkBit devices register themselves into a fleet; the one before ends
 */
export const makeGatewayToken = <ThrowOnError extends boolean = false>(options: Options<MakeGatewayTokenData, ThrowOnError>): RequestResult<MakeGatewayTokenResponses, MakeGatewayTokenErrors, ThrowOnError> => (options.client ?? client).post<MakeGatewayTokenResponses, MakeGatewayTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}/gateway-token',
    ...options
});

/**
 * List fleets with the counts of their devices
 */
export const listFleets = <ThrowOnError extends boolean = false>(options?: Options<ListFleetsData, ThrowOnError>): RequestResult<ListFleetsResponses, ListFleetsErrors, ThrowOnError> => (options?.client ?? client).get<ListFleetsResponses, ListFleetsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets',
    ...options
});

/**
 * Make a fleet
 */
export const createFleet = <ThrowOnError extends boolean = false>(options: Options<CreateFleetData, ThrowOnError>): RequestResult<CreateFleetResponses, CreateFleetErrors, ThrowOnError> => (options.client ?? client).post<CreateFleetResponses, CreateFleetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a fleet without devices
 */
export const deleteFleet = <ThrowOnError extends boolean = false>(options: Options<DeleteFleetData, ThrowOnError>): RequestResult<DeleteFleetResponses, DeleteFleetErrors, ThrowOnError> => (options.client ?? client).delete<DeleteFleetResponses, DeleteFleetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}',
    ...options
});

/**
 * Read a fleet, by its id or name
 */
export const getFleet = <ThrowOnError extends boolean = false>(options: Options<GetFleetData, ThrowOnError>): RequestResult<GetFleetResponses, GetFleetErrors, ThrowOnError> => (options.client ?? client).get<GetFleetResponses, GetFleetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}',
    ...options
});

/**
 * Change a fleet's name, description, tenant or channel
 */
export const updateFleet = <ThrowOnError extends boolean = false>(options: Options<UpdateFleetData, ThrowOnError>): RequestResult<UpdateFleetResponses, UpdateFleetErrors, ThrowOnError> => (options.client ?? client).patch<UpdateFleetResponses, UpdateFleetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Count how many of a fleet's devices run which version
 */
export const countFleetVersions = <ThrowOnError extends boolean = false>(options: Options<CountFleetVersionsData, ThrowOnError>): RequestResult<CountFleetVersionsResponses, CountFleetVersionsErrors, ThrowOnError> => (options.client ?? client).get<CountFleetVersionsResponses, CountFleetVersionsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}/versions',
    ...options
});

/**
 * List a fleet's enrollment tokens
 */
export const listEnrollmentTokens = <ThrowOnError extends boolean = false>(options: Options<ListEnrollmentTokensData, ThrowOnError>): RequestResult<ListEnrollmentTokensResponses, ListEnrollmentTokensErrors, ThrowOnError> => (options.client ?? client).get<ListEnrollmentTokensResponses, ListEnrollmentTokensErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}/enrollment-tokens',
    ...options
});

/**
 * Make a token with which devices register themselves into the fleet
 *
 * The token stands in the answer, this once; only its hash is kept.
 */
export const createEnrollmentToken = <ThrowOnError extends boolean = false>(options: Options<CreateEnrollmentTokenData, ThrowOnError>): RequestResult<CreateEnrollmentTokenResponses, CreateEnrollmentTokenErrors, ThrowOnError> => (options.client ?? client).post<CreateEnrollmentTokenResponses, CreateEnrollmentTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/fleets/{fleetId}/enrollment-tokens',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Revoke an enrollment token; the devices that used it stay
 */
export const revokeEnrollmentToken = <ThrowOnError extends boolean = false>(options: Options<RevokeEnrollmentTokenData, ThrowOnError>): RequestResult<RevokeEnrollmentTokenResponses, RevokeEnrollmentTokenErrors, ThrowOnError> => (options.client ?? client).delete<RevokeEnrollmentTokenResponses, RevokeEnrollmentTokenErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/enrollment-tokens/{enrollmentTokenId}',
    ...options
});

/**
 * What should this device run now?
 *
 * With the `ETag` of the last answer in `If-None-Match`, an unchanged state is 304 without a body.
 */
export const tellState = <ThrowOnError extends boolean = false>(options: Options<TellStateData, ThrowOnError>): RequestResult<TellStateResponses, TellStateErrors, ThrowOnError> => (options.client ?? client).get<TellStateResponses, TellStateErrors, ThrowOnError>({
    security: [{
            key: 'deviceToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/device/{uuid}/state',
    ...options
});

/**
 * Say what happened
 *
 * Late, repeated and reordered reports are harmless. `accepted: false` names the reason; a device that is told so should not begin with what it was offered.
 */
export const takeReport = <ThrowOnError extends boolean = false>(options: Options<TakeReportData, ThrowOnError>): RequestResult<TakeReportResponses, TakeReportErrors, ThrowOnError> => (options.client ?? client).patch<TakeReportResponses, TakeReportErrors, ThrowOnError>({
    security: [{
            key: 'deviceToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/device/{uuid}/report',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Download a file that this device is to install or runs
 *
 * The address stands in the state's `artifacts`. `Range` fetches a part, so that a download that was cut goes on where it stopped; `If-Range`, `If-Match`, `If-None-Match` and their dates are minded. HEAD tells the size.
 */
export const getDeviceFile = <ThrowOnError extends boolean = false>(options: Options<GetDeviceFileData, ThrowOnError>): RequestResult<GetDeviceFileResponses, GetDeviceFileErrors, ThrowOnError> => (options.client ?? client).get<GetDeviceFileResponses, GetDeviceFileErrors, ThrowOnError>({
    security: [{
            key: 'deviceToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/device/{uuid}/artifacts/{sha256}/{name}',
    ...options
});

/**
 * Read what holds for the hawkBit devices of a tenant
 */
export const listHawkbitSettings = <ThrowOnError extends boolean = false>(options?: Options<ListHawkbitSettingsData, ThrowOnError>): RequestResult<ListHawkbitSettingsResponses, ListHawkbitSettingsErrors, ThrowOnError> => (options?.client ?? client).get<ListHawkbitSettingsResponses, ListHawkbitSettingsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/hawkbit/settings',
    ...options
});

/**
 * Set values for the hawkBit devices of a tenant
 *
 * What is not named stays as it is; null goes back to the default. It holds from the next request on.
 */
export const changeHawkbitSettings = <ThrowOnError extends boolean = false>(options: Options<ChangeHawkbitSettingsData, ThrowOnError>): RequestResult<ChangeHawkbitSettingsResponses, ChangeHawkbitSettingsErrors, ThrowOnError> => (options.client ?? client).put<ChangeHawkbitSettingsResponses, ChangeHawkbitSettingsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/hawkbit/settings',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Receive a push of Docker Hub, OCI distribution, Harbor, Quay, ACR or JFrog
 *
 * The body is told apart by shape and content type. Prove it with X-Slipway-Signature-256 (HMAC-SHA-256 of the raw body with DOCKER_WEBHOOK_SECRET), or with that secret as Authorization. Without a secret it is only a hint: the registry is asked. Up to 1 MB.
 */
export const receiveRegistryWebhook = <ThrowOnError extends boolean = false>(options: Options<ReceiveRegistryWebhookData, ThrowOnError>): RequestResult<ReceiveRegistryWebhookResponses, ReceiveRegistryWebhookErrors, ThrowOnError> => (options.client ?? client).post<ReceiveRegistryWebhookResponses, ReceiveRegistryWebhookErrors, ThrowOnError>({
    url: '/api/v1/webhooks/docker-registry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Receive an event of GitHub: package, registry_package, ping, workflow_run
 *
 * Proved by X-Hub-Signature-256 with GITHUB_WEBHOOK_SECRET. Up to 25 MB.
 */
export const receiveGithubWebhook = <ThrowOnError extends boolean = false>(options: Options<ReceiveGithubWebhookData, ThrowOnError>): RequestResult<ReceiveGithubWebhookResponses, ReceiveGithubWebhookErrors, ThrowOnError> => (options.client ?? client).post<ReceiveGithubWebhookResponses, ReceiveGithubWebhookErrors, ThrowOnError>({
    url: '/api/v1/webhooks/github',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Receive a push of a sender with an address of its own
 */
export const receiveSourceWebhook = <ThrowOnError extends boolean = false>(options: Options<ReceiveSourceWebhookData, ThrowOnError>): RequestResult<ReceiveSourceWebhookResponses, ReceiveSourceWebhookErrors, ThrowOnError> => (options.client ?? client).post<ReceiveSourceWebhookResponses, ReceiveSourceWebhookErrors, ThrowOnError>({
    url: '/api/v1/webhooks/in/{sourceToken}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List deliveries, the newest first
 */
export const listDeliveries = <ThrowOnError extends boolean = false>(options?: Options<ListDeliveriesData, ThrowOnError>): RequestResult<ListDeliveriesResponses, ListDeliveriesErrors, ThrowOnError> => (options?.client ?? client).get<ListDeliveriesResponses, ListDeliveriesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/deliveries',
    ...options
});

/**
 * Read a delivery with its headers and body
 */
export const getDelivery = <ThrowOnError extends boolean = false>(options: Options<GetDeliveryData, ThrowOnError>): RequestResult<GetDeliveryResponses, GetDeliveryErrors, ThrowOnError> => (options.client ?? client).get<GetDeliveryResponses, GetDeliveryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/deliveries/{deliveryId}',
    ...options
});

/**
 * Send a kept delivery through once more
 *
 * It becomes a delivery of its own, marked as a replay. Rejected and shortened ones are refused.
 */
export const replayDelivery = <ThrowOnError extends boolean = false>(options: Options<ReplayDeliveryData, ThrowOnError>): RequestResult<ReplayDeliveryResponses, ReplayDeliveryErrors, ThrowOnError> => (options.client ?? client).post<ReplayDeliveryResponses, ReplayDeliveryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/deliveries/{deliveryId}/replay',
    ...options
});

/**
 * List the senders with an address of their own
 */
export const listWebhookSources = <ThrowOnError extends boolean = false>(options?: Options<ListWebhookSourcesData, ThrowOnError>): RequestResult<ListWebhookSourcesResponses, ListWebhookSourcesErrors, ThrowOnError> => (options?.client ?? client).get<ListWebhookSourcesResponses, ListWebhookSourcesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/sources',
    ...options
});

/**
 * Make an address for a sender that cannot sign
 */
export const createWebhookSource = <ThrowOnError extends boolean = false>(options: Options<CreateWebhookSourceData, ThrowOnError>): RequestResult<CreateWebhookSourceResponses, CreateWebhookSourceErrors, ThrowOnError> => (options.client ?? client).post<CreateWebhookSourceResponses, CreateWebhookSourceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/sources',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End a sender's address for good; its deliveries stay
 */
export const revokeWebhookSource = <ThrowOnError extends boolean = false>(options: Options<RevokeWebhookSourceData, ThrowOnError>): RequestResult<RevokeWebhookSourceResponses, RevokeWebhookSourceErrors, ThrowOnError> => (options.client ?? client).delete<RevokeWebhookSourceResponses, RevokeWebhookSourceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/sources/{sourceId}',
    ...options
});

/**
 * Read a sender with an address of its own
 */
export const getWebhookSource = <ThrowOnError extends boolean = false>(options: Options<GetWebhookSourceData, ThrowOnError>): RequestResult<GetWebhookSourceResponses, GetWebhookSourceErrors, ThrowOnError> => (options.client ?? client).get<GetWebhookSourceResponses, GetWebhookSourceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/sources/{sourceId}',
    ...options
});

/**
 * Change a sender, or switch its address off and on
 */
export const updateWebhookSource = <ThrowOnError extends boolean = false>(options: Options<UpdateWebhookSourceData, ThrowOnError>): RequestResult<UpdateWebhookSourceResponses, UpdateWebhookSourceErrors, ThrowOnError> => (options.client ?? client).patch<UpdateWebhookSourceResponses, UpdateWebhookSourceErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/webhooks/sources/{sourceId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the registries that may be asked
 */
export const listRegistries = <ThrowOnError extends boolean = false>(options?: Options<ListRegistriesData, ThrowOnError>): RequestResult<ListRegistriesResponses, ListRegistriesErrors, ThrowOnError> => (options?.client ?? client).get<ListRegistriesResponses, ListRegistriesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries',
    ...options
});

/**
 * Name a registry that may be asked, with the credentials for it
 *
 * The password is kept encrypted and never shown. Rollouts that wait for this registry ask again at once.
 */
export const createRegistry = <ThrowOnError extends boolean = false>(options: Options<CreateRegistryData, ThrowOnError>): RequestResult<CreateRegistryResponses, CreateRegistryErrors, ThrowOnError> => (options.client ?? client).post<CreateRegistryResponses, CreateRegistryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Forget a registry and its credentials
 */
export const deleteRegistry = <ThrowOnError extends boolean = false>(options: Options<DeleteRegistryData, ThrowOnError>): RequestResult<DeleteRegistryResponses, DeleteRegistryErrors, ThrowOnError> => (options.client ?? client).delete<DeleteRegistryResponses, DeleteRegistryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries/{registryId}',
    ...options
});

/**
 * Read a registry
 */
export const getRegistry = <ThrowOnError extends boolean = false>(options: Options<GetRegistryData, ThrowOnError>): RequestResult<GetRegistryResponses, GetRegistryErrors, ThrowOnError> => (options.client ?? client).get<GetRegistryResponses, GetRegistryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries/{registryId}',
    ...options
});

/**
 * Replace a registry's credentials
 */
export const updateRegistry = <ThrowOnError extends boolean = false>(options: Options<UpdateRegistryData, ThrowOnError>): RequestResult<UpdateRegistryResponses, UpdateRegistryErrors, ThrowOnError> => (options.client ?? client).patch<UpdateRegistryResponses, UpdateRegistryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries/{registryId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ask a registry now
 *
 * Whether it answers and takes the credentials, or what an image's tag points to.
 */
export const testRegistry = <ThrowOnError extends boolean = false>(options: Options<TestRegistryData, ThrowOnError>): RequestResult<TestRegistryResponses, TestRegistryErrors, ThrowOnError> => (options.client ?? client).post<TestRegistryResponses, TestRegistryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/registries/{registryId}/test',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List policies, those of the highest priority first
 */
export const listPolicies = <ThrowOnError extends boolean = false>(options?: Options<ListPoliciesData, ThrowOnError>): RequestResult<ListPoliciesResponses, ListPoliciesErrors, ThrowOnError> => (options?.client ?? client).get<ListPoliciesResponses, ListPoliciesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies',
    ...options
});

/**
 * Make a policy
 *
 * A policy that can never work is refused with 422 and what would be right.
 */
export const createPolicy = <ThrowOnError extends boolean = false>(options: Options<CreatePolicyData, ThrowOnError>): RequestResult<CreatePolicyResponses, CreatePolicyErrors, ThrowOnError> => (options.client ?? client).post<CreatePolicyResponses, CreatePolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a policy; its rollouts go on
 */
export const deletePolicy = <ThrowOnError extends boolean = false>(options: Options<DeletePolicyData, ThrowOnError>): RequestResult<DeletePolicyResponses, DeletePolicyErrors, ThrowOnError> => (options.client ?? client).delete<DeletePolicyResponses, DeletePolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/{policyId}',
    ...options
});

/**
 * Read a policy
 */
export const getPolicy = <ThrowOnError extends boolean = false>(options: Options<GetPolicyData, ThrowOnError>): RequestResult<GetPolicyResponses, GetPolicyErrors, ThrowOnError> => (options.client ?? client).get<GetPolicyResponses, GetPolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/{policyId}',
    ...options
});

/**
 * Change the given fields of a policy
 *
 * Rollouts keep the rules they were made with.
 */
export const updatePolicy = <ThrowOnError extends boolean = false>(options: Options<UpdatePolicyData, ThrowOnError>): RequestResult<UpdatePolicyResponses, UpdatePolicyErrors, ThrowOnError> => (options.client ?? client).patch<UpdatePolicyResponses, UpdatePolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/{policyId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Replace a policy; what is left out takes its default
 */
export const replacePolicy = <ThrowOnError extends boolean = false>(options: Options<ReplacePolicyData, ThrowOnError>): RequestResult<ReplacePolicyResponses, ReplacePolicyErrors, ThrowOnError> => (options.client ?? client).put<ReplacePolicyResponses, ReplacePolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/{policyId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show what a policy would hit
 *
 * Repositories and tags that Slipway has heard of, and devices with their batches. Changes nothing.
 */
export const previewPolicy = <ThrowOnError extends boolean = false>(options: Options<PreviewPolicyData, ThrowOnError>): RequestResult<PreviewPolicyResponses, PreviewPolicyErrors, ThrowOnError> => (options.client ?? client).post<PreviewPolicyResponses, PreviewPolicyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Say which policy would decide about a push, and why the others would not
 */
export const matchPolicies = <ThrowOnError extends boolean = false>(options: Options<MatchPoliciesData, ThrowOnError>): RequestResult<MatchPoliciesResponses, MatchPoliciesErrors, ThrowOnError> => (options.client ?? client).post<MatchPoliciesResponses, MatchPoliciesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/policies/match',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show which version of each product runs in each environment, and how far behind it is
 */
export const showMatrix = <ThrowOnError extends boolean = false>(options?: Options<ShowMatrixData, ThrowOnError>): RequestResult<ShowMatrixResponses, ShowMatrixErrors, ThrowOnError> => (options?.client ?? client).get<ShowMatrixResponses, ShowMatrixErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/matrix',
    ...options
});

/**
 * Show what runs of a product in an environment, what ran there before, and what its devices say
 */
export const showCell = <ThrowOnError extends boolean = false>(options: Options<ShowCellData, ThrowOnError>): RequestResult<ShowCellResponses, ShowCellErrors, ThrowOnError> => (options.client ?? client).get<ShowCellResponses, ShowCellErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/{environmentId}/products/{productId}',
    ...options
});

/**
 * List environments in the order of promotion
 */
export const listEnvironments = <ThrowOnError extends boolean = false>(options?: Options<ListEnvironmentsData, ThrowOnError>): RequestResult<ListEnvironmentsResponses, ListEnvironmentsErrors, ThrowOnError> => (options?.client ?? client).get<ListEnvironmentsResponses, ListEnvironmentsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments',
    ...options
});

/**
 * Make an environment
 */
export const createEnvironment = <ThrowOnError extends boolean = false>(options: Options<CreateEnvironmentData, ThrowOnError>): RequestResult<CreateEnvironmentResponses, CreateEnvironmentErrors, ThrowOnError> => (options.client ?? client).post<CreateEnvironmentResponses, CreateEnvironmentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Archive an environment that nothing needs any more; its history stays
 */
export const archiveEnvironment = <ThrowOnError extends boolean = false>(options: Options<ArchiveEnvironmentData, ThrowOnError>): RequestResult<ArchiveEnvironmentResponses, ArchiveEnvironmentErrors, ThrowOnError> => (options.client ?? client).delete<ArchiveEnvironmentResponses, ArchiveEnvironmentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/{environmentId}',
    ...options
});

/**
 * Read an environment, by its id or slug
 */
export const getEnvironment = <ThrowOnError extends boolean = false>(options: Options<GetEnvironmentData, ThrowOnError>): RequestResult<GetEnvironmentResponses, GetEnvironmentErrors, ThrowOnError> => (options.client ?? client).get<GetEnvironmentResponses, GetEnvironmentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/{environmentId}',
    ...options
});

/**
 * Change an environment, or move it in the line
 *
 * Deployments keep the rules they were made with.
 */
export const updateEnvironment = <ThrowOnError extends boolean = false>(options: Options<UpdateEnvironmentData, ThrowOnError>): RequestResult<UpdateEnvironmentResponses, UpdateEnvironmentErrors, ThrowOnError> => (options.client ?? client).patch<UpdateEnvironmentResponses, UpdateEnvironmentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/{environmentId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show which devices a filter means
 *
 * Changes nothing.
 */
export const previewDevices = <ThrowOnError extends boolean = false>(options: Options<PreviewDevicesData, ThrowOnError>): RequestResult<PreviewDevicesResponses, PreviewDevicesErrors, ThrowOnError> => (options.client ?? client).post<PreviewDevicesResponses, PreviewDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/environments/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List what asks people about a deployment, who said what, and what the caller may say
 */
export const listApprovals = <ThrowOnError extends boolean = false>(options: Options<ListApprovalsData, ThrowOnError>): RequestResult<ListApprovalsResponses, ListApprovalsErrors, ThrowOnError> => (options.client ?? client).get<ListApprovalsResponses, ListApprovalsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/approvals',
    ...options
});

/**
 * Approve a deployment's start, or the stage that asks
 *
 * Never by its author, and once by each person: a second call changes nothing.
 */
export const approveDeployment = <ThrowOnError extends boolean = false>(options: Options<ApproveDeploymentData, ThrowOnError>): RequestResult<ApproveDeploymentResponses, ApproveDeploymentErrors, ThrowOnError> => (options.client ?? client).post<ApproveDeploymentResponses, ApproveDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/approve',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Reject a deployment's start, which cancels it, or the stage that asks, which then fails
 */
export const rejectDeployment = <ThrowOnError extends boolean = false>(options: Options<RejectDeploymentData, ThrowOnError>): RequestResult<RejectDeploymentResponses, RejectDeploymentErrors, ThrowOnError> => (options.client ?? client).post<RejectDeploymentResponses, RejectDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/reject',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show where a deployment would be promoted to, and what would change there
 */
export const previewPromotion = <ThrowOnError extends boolean = false>(options: Options<PreviewPromotionData, ThrowOnError>): RequestResult<PreviewPromotionResponses, PreviewPromotionErrors, ThrowOnError> => (options.client ?? client).get<PreviewPromotionResponses, PreviewPromotionErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/promotion',
    ...options
});

/**
 * Deploy to the next environment exactly what was verified in this one
 *
 * The same digest and files. What is not verified is refused with the reason.
 */
export const promoteDeployment = <ThrowOnError extends boolean = false>(options: Options<PromoteDeploymentData, ThrowOnError>): RequestResult<PromoteDeploymentResponses, PromoteDeploymentErrors, ThrowOnError> => (options.client ?? client).post<PromoteDeploymentResponses, PromoteDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/promote',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List what a product needs of others, and which others need it
 */
export const listDependencies = <ThrowOnError extends boolean = false>(options: Options<ListDependenciesData, ThrowOnError>): RequestResult<ListDependenciesResponses, ListDependenciesErrors, ThrowOnError> => (options.client ?? client).get<ListDependenciesResponses, ListDependenciesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/dependencies',
    ...options
});

/**
 * Say that a product does not need another one any more
 */
export const deleteDependency = <ThrowOnError extends boolean = false>(options: Options<DeleteDependencyData, ThrowOnError>): RequestResult<DeleteDependencyResponses, DeleteDependencyErrors, ThrowOnError> => (options.client ?? client).delete<DeleteDependencyResponses, DeleteDependencyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/dependencies/{dependsOnId}',
    ...options
});

/**
 * Say which versions of another product a product needs
 *
 * What would close a circle is refused with its path.
 */
export const saveDependency = <ThrowOnError extends boolean = false>(options: Options<SaveDependencyData, ThrowOnError>): RequestResult<SaveDependencyResponses, SaveDependencyErrors, ThrowOnError> => (options.client ?? client).put<SaveDependencyResponses, SaveDependencyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/dependencies/{dependsOnId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show in which order several products would be deployed, and which versions would not fit
 */
export const previewGroup = <ThrowOnError extends boolean = false>(options: Options<PreviewGroupData, ThrowOnError>): RequestResult<PreviewGroupResponses, PreviewGroupErrors, ThrowOnError> => (options.client ?? client).post<PreviewGroupResponses, PreviewGroupErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/groups/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Deploy several products in the order of their dependencies
 *
 * What needs another one waits for it, and is cancelled if that fails; the others go at once.
 */
export const startGroup = <ThrowOnError extends boolean = false>(options: Options<StartGroupData, ThrowOnError>): RequestResult<StartGroupResponses, StartGroupErrors, ThrowOnError> => (options.client ?? client).post<StartGroupResponses, StartGroupErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/groups',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read deployments that were started together
 */
export const getGroup = <ThrowOnError extends boolean = false>(options: Options<GetGroupData, ThrowOnError>): RequestResult<GetGroupResponses, GetGroupErrors, ThrowOnError> => (options.client ?? client).get<GetGroupResponses, GetGroupErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/groups/{groupId}',
    ...options
});

/**
 * List what runs of CI systems start and stop
 */
export const listCiTriggers = <ThrowOnError extends boolean = false>(options?: Options<ListCiTriggersData, ThrowOnError>): RequestResult<ListCiTriggersResponses, ListCiTriggersErrors, ThrowOnError> => (options?.client ?? client).get<ListCiTriggersResponses, ListCiTriggersErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/triggers',
    ...options
});

/**
 * Let green runs on a branch deploy, and red ones stop
 */
export const createCiTrigger = <ThrowOnError extends boolean = false>(options: Options<CreateCiTriggerData, ThrowOnError>): RequestResult<CreateCiTriggerResponses, CreateCiTriggerErrors, ThrowOnError> => (options.client ?? client).post<CreateCiTriggerResponses, CreateCiTriggerErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/triggers',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Remove a CI trigger; the deployments that it started go on
 */
export const deleteCiTrigger = <ThrowOnError extends boolean = false>(options: Options<DeleteCiTriggerData, ThrowOnError>): RequestResult<DeleteCiTriggerResponses, DeleteCiTriggerErrors, ThrowOnError> => (options.client ?? client).delete<DeleteCiTriggerResponses, DeleteCiTriggerErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/triggers/{triggerId}',
    ...options
});

/**
 * Read a CI trigger
 */
export const getCiTrigger = <ThrowOnError extends boolean = false>(options: Options<GetCiTriggerData, ThrowOnError>): RequestResult<GetCiTriggerResponses, GetCiTriggerErrors, ThrowOnError> => (options.client ?? client).get<GetCiTriggerResponses, GetCiTriggerErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/triggers/{triggerId}',
    ...options
});

/**
 * Change the given fields of a CI trigger
 */
export const updateCiTrigger = <ThrowOnError extends boolean = false>(options: Options<UpdateCiTriggerData, ThrowOnError>): RequestResult<UpdateCiTriggerResponses, UpdateCiTriggerErrors, ThrowOnError> => (options.client ?? client).patch<UpdateCiTriggerResponses, UpdateCiTriggerErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/triggers/{triggerId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List what CI systems told of their runs, and what came of it
 */
export const listCiRuns = <ThrowOnError extends boolean = false>(options?: Options<ListCiRunsData, ThrowOnError>): RequestResult<ListCiRunsResponses, ListCiRunsErrors, ThrowOnError> => (options?.client ?? client).get<ListCiRunsResponses, ListCiRunsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/ci/runs',
    ...options
});

/**
 * Report on the work that a stage gave to another system
 *
 * For receivers of a stage's webhook that answered 202: they say how far they are, and in the end whether it went well. The token of the call's `callback` is the whole right to do so, as Authorization: Bearer or in the body. The first end that is reported stays; saying it again changes nothing.
 */
export const receiveStageCallback = <ThrowOnError extends boolean = false>(options: Options<ReceiveStageCallbackData, ThrowOnError>): RequestResult<ReceiveStageCallbackResponses, ReceiveStageCallbackErrors, ThrowOnError> => (options.client ?? client).post<ReceiveStageCallbackResponses, ReceiveStageCallbackErrors, ThrowOnError>({
    url: '/api/deployments/{deploymentId}/stages/{stage}/callback',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List templates with how often and how well they were used
 */
export const listTemplates = <ThrowOnError extends boolean = false>(options?: Options<ListTemplatesData, ThrowOnError>): RequestResult<ListTemplatesResponses, ListTemplatesErrors, ThrowOnError> => (options?.client ?? client).get<ListTemplatesResponses, ListTemplatesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates',
    ...options
});

/**
 * Make a template
 */
export const createTemplate = <ThrowOnError extends boolean = false>(options: Options<CreateTemplateData, ThrowOnError>): RequestResult<CreateTemplateResponses, CreateTemplateErrors, ThrowOnError> => (options.client ?? client).post<CreateTemplateResponses, CreateTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a template in YAML: make it, or save the next version of the one with its slug
 *
 * Imported again it changes nothing. Each fault names its line and column.
 */
export const importTemplate = <ThrowOnError extends boolean = false>(options: Options<ImportTemplateData, ThrowOnError>): RequestResult<ImportTemplateResponses, ImportTemplateErrors, ThrowOnError> => (options.client ?? client).post<ImportTemplateResponses, ImportTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates/import',
    ...options,
    headers: {
        'Content-Type': 'application/yaml',
        ...options.headers
    }
});

/**
 * The JSON Schema of templates, for editors
 */
export const templateSchema = <ThrowOnError extends boolean = false>(options?: Options<TemplateSchemaData, ThrowOnError>): RequestResult<TemplateSchemaResponses, TemplateSchemaErrors, ThrowOnError> => (options?.client ?? client).get<TemplateSchemaResponses, TemplateSchemaErrors, ThrowOnError>({ url: '/api/deployments/templates/schema', ...options });

/**
 * Put a template away; deployments that were made with it go on
 */
export const archiveTemplate = <ThrowOnError extends boolean = false>(options: Options<ArchiveTemplateData, ThrowOnError>): RequestResult<ArchiveTemplateResponses, ArchiveTemplateErrors, ThrowOnError> => (options.client ?? client).delete<ArchiveTemplateResponses, ArchiveTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates/{templateId}',
    ...options
});

/**
 * Read a template by its id or slug, and its versions
 */
export const getTemplate = <ThrowOnError extends boolean = false>(options: Options<GetTemplateData, ThrowOnError>): RequestResult<GetTemplateResponses, GetTemplateErrors, ThrowOnError> => (options.client ?? client).get<GetTemplateResponses, GetTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates/{templateId}',
    ...options
});

/**
 * Save the next version of a template
 *
 * Deployments keep the version that they were made with. 409 where somebody else saved in between.
 */
export const saveTemplate = <ThrowOnError extends boolean = false>(options: Options<SaveTemplateData, ThrowOnError>): RequestResult<SaveTemplateResponses, SaveTemplateErrors, ThrowOnError> => (options.client ?? client).patch<SaveTemplateResponses, SaveTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates/{templateId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Write a template in YAML
 */
export const exportTemplate = <ThrowOnError extends boolean = false>(options: Options<ExportTemplateData, ThrowOnError>): RequestResult<ExportTemplateResponses, ExportTemplateErrors, ThrowOnError> => (options.client ?? client).get<ExportTemplateResponses, ExportTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/templates/{templateId}/export',
    ...options
});

/**
 * Show what a deployment by a template would do
 *
 * Devices and batches of each stage, windows, and how long it takes at least. Changes nothing.
 */
export const previewDeployment = <ThrowOnError extends boolean = false>(options: Options<PreviewDeploymentData, ThrowOnError>): RequestResult<PreviewDeploymentResponses, PreviewDeploymentErrors, ThrowOnError> => (options.client ?? client).post<PreviewDeploymentResponses, PreviewDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Assess the risk of a deployment
 *
 * Compares what runs with what comes, looks at history, clock and devices, and keeps the answer. Nothing is started.
 */
export const assessRisk = <ThrowOnError extends boolean = false>(options: Options<AssessRiskData, ThrowOnError>): RequestResult<AssessRiskResponses, AssessRiskErrors, ThrowOnError> => (options.client ?? client).post<AssessRiskResponses, AssessRiskErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/assess-risk',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The latest assessment of a deployment or a rollout
 */
export const findRisk = <ThrowOnError extends boolean = false>(options?: Options<FindRiskData, ThrowOnError>): RequestResult<FindRiskResponses, FindRiskErrors, ThrowOnError> => (options?.client ?? client).get<FindRiskResponses, FindRiskErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/risk',
    ...options
});

/**
 * How good predictions were
 *
 * Predicted against actual failures of deployments that ended, altogether and by month.
 */
export const readCalibration = <ThrowOnError extends boolean = false>(options?: Options<ReadCalibrationData, ThrowOnError>): RequestResult<ReadCalibrationResponses, ReadCalibrationErrors, ThrowOnError> => (options?.client ?? client).get<ReadCalibrationResponses, ReadCalibrationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/risk/calibration',
    ...options
});

/**
 * Read when windows and freezes hold between two instants
 *
 * A freeze that applies denies. Windows are read level by level: everywhere, an environment, a product, a product in an environment. Each level that has windows must have one of them open. Without any window it is open.
 */
export const readCalendar = <ThrowOnError extends boolean = false>(options: Options<ReadCalendarData, ThrowOnError>): RequestResult<ReadCalendarResponses, ReadCalendarErrors, ThrowOnError> => (options.client ?? client).get<ReadCalendarResponses, ReadCalendarErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar',
    ...options
});

/**
 * List windows and freezes with their next times
 */
export const listCalendarRules = <ThrowOnError extends boolean = false>(options?: Options<ListCalendarRulesData, ThrowOnError>): RequestResult<ListCalendarRulesResponses, ListCalendarRulesErrors, ThrowOnError> => (options?.client ?? client).get<ListCalendarRulesResponses, ListCalendarRulesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar/rules',
    ...options
});

/**
 * Make a maintenance window or a freeze
 *
 * A freeze that applies denies. Windows are read level by level: everywhere, an environment, a product, a product in an environment. Each level that has windows must have one of them open. Without any window it is open.
 */
export const createCalendarRule = <ThrowOnError extends boolean = false>(options: Options<CreateCalendarRuleData, ThrowOnError>): RequestResult<CreateCalendarRuleResponses, CreateCalendarRuleErrors, ThrowOnError> => (options.client ?? client).post<CreateCalendarRuleResponses, CreateCalendarRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar/rules',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show what a window or freeze would mean before it is saved
 */
export const previewCalendarRule = <ThrowOnError extends boolean = false>(options: Options<PreviewCalendarRuleData, ThrowOnError>): RequestResult<PreviewCalendarRuleResponses, PreviewCalendarRuleErrors, ThrowOnError> => (options.client ?? client).post<PreviewCalendarRuleResponses, PreviewCalendarRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a window or freeze off the calendar
 */
export const deleteCalendarRule = <ThrowOnError extends boolean = false>(options: Options<DeleteCalendarRuleData, ThrowOnError>): RequestResult<DeleteCalendarRuleResponses, DeleteCalendarRuleErrors, ThrowOnError> => (options.client ?? client).delete<DeleteCalendarRuleResponses, DeleteCalendarRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar/rules/{ruleId}',
    ...options
});

/**
 * Change a window or freeze
 */
export const updateCalendarRule = <ThrowOnError extends boolean = false>(options: Options<UpdateCalendarRuleData, ThrowOnError>): RequestResult<UpdateCalendarRuleResponses, UpdateCalendarRuleErrors, ThrowOnError> => (options.client ?? client).patch<UpdateCalendarRuleResponses, UpdateCalendarRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/calendar/rules/{ruleId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the stops of the line that hold, or those that were lifted
 */
export const listLineStops = <ThrowOnError extends boolean = false>(options?: Options<ListLineStopsData, ThrowOnError>): RequestResult<ListLineStopsResponses, ListLineStopsErrors, ThrowOnError> => (options?.client ?? client).get<ListLineStopsResponses, ListLineStopsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/line-stops',
    ...options
});

/**
 * Stop the line: nothing new starts there once this is answered
 *
 * Where the same place is stopped already, that stop is the answer. What runs goes on.
 */
export const stopLine = <ThrowOnError extends boolean = false>(options: Options<StopLineData, ThrowOnError>): RequestResult<StopLineResponses, StopLineErrors, ThrowOnError> => (options.client ?? client).post<StopLineResponses, StopLineErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/line-stops',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a stopped line run again, for a reason
 */
export const liftLineStop = <ThrowOnError extends boolean = false>(options: Options<LiftLineStopData, ThrowOnError>): RequestResult<LiftLineStopResponses, LiftLineStopErrors, ThrowOnError> => (options.client ?? client).post<LiftLineStopResponses, LiftLineStopErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/line-stops/{lineStopId}/lift',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make a deployment that starts at a time
 *
 * A time in the past is refused, and a local time that the clocks leave out, with those that would be right. Of a local time that comes twice the first is meant; write an offset to mean the second.
 */
export const scheduleDeployment = <ThrowOnError extends boolean = false>(options: Options<ScheduleDeploymentData, ThrowOnError>): RequestResult<ScheduleDeploymentResponses, ScheduleDeploymentErrors, ThrowOnError> => (options.client ?? client).post<ScheduleDeploymentResponses, ScheduleDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/schedule',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show the line: what runs, and what waits, why, and when it will start
 */
export const listQueue = <ThrowOnError extends boolean = false>(options?: Options<ListQueueData, ThrowOnError>): RequestResult<ListQueueResponses, ListQueueErrors, ThrowOnError> => (options?.client ?? client).get<ListQueueResponses, ListQueueErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue',
    ...options
});

/**
 * Take a deployment out of the line; it never starts
 */
export const cancelQueued = <ThrowOnError extends boolean = false>(options: Options<CancelQueuedData, ThrowOnError>): RequestResult<CancelQueuedResponses, CancelQueuedErrors, ThrowOnError> => (options.client ?? client).post<CancelQueuedResponses, CancelQueuedErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue/{queueId}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Move a waiting deployment to another time
 */
export const rescheduleQueued = <ThrowOnError extends boolean = false>(options: Options<RescheduleQueuedData, ThrowOnError>): RequestResult<RescheduleQueuedResponses, RescheduleQueuedErrors, ThrowOnError> => (options.client ?? client).post<RescheduleQueuedResponses, RescheduleQueuedErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue/{queueId}/reschedule',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a waiting deployment come sooner or later
 */
export const prioritizeQueued = <ThrowOnError extends boolean = false>(options: Options<PrioritizeQueuedData, ThrowOnError>): RequestResult<PrioritizeQueuedResponses, PrioritizeQueuedErrors, ThrowOnError> => (options.client ?? client).post<PrioritizeQueuedResponses, PrioritizeQueuedErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue/{queueId}/priority',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ask that a hot-fix may pass windows, freezes and a stopped line
 */
export const requestOverride = <ThrowOnError extends boolean = false>(options: Options<RequestOverrideData, ThrowOnError>): RequestResult<RequestOverrideResponses, RequestOverrideErrors, ThrowOnError> => (options.client ?? client).post<RequestOverrideResponses, RequestOverrideErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue/{queueId}/override',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Confirm, as a second person, that a hot-fix may pass
 */
export const confirmOverride = <ThrowOnError extends boolean = false>(options: Options<ConfirmOverrideData, ThrowOnError>): RequestResult<ConfirmOverrideResponses, ConfirmOverrideErrors, ThrowOnError> => (options.client ?? client).post<ConfirmOverrideResponses, ConfirmOverrideErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/queue/{queueId}/override/confirm',
    ...options
});

/**
 * Lay what ran, runs, waits and is planned over windows and freezes
 */
export const readTimeline = <ThrowOnError extends boolean = false>(options: Options<ReadTimelineData, ThrowOnError>): RequestResult<ReadTimelineResponses, ReadTimelineErrors, ThrowOnError> => (options.client ?? client).get<ReadTimelineResponses, ReadTimelineErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/timeline',
    ...options
});

/**
 * List what is deployed again and again
 */
export const listSchedules = <ThrowOnError extends boolean = false>(options?: Options<ListSchedulesData, ThrowOnError>): RequestResult<ListSchedulesResponses, ListSchedulesErrors, ThrowOnError> => (options?.client ?? client).get<ListSchedulesResponses, ListSchedulesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/schedules',
    ...options
});

/**
 * Deploy a channel's newest version again and again
 *
 * Where nothing is new at its time it is skipped, and says so. After an outage it comes round once.
 */
export const createSchedule = <ThrowOnError extends boolean = false>(options: Options<CreateScheduleData, ThrowOnError>): RequestResult<CreateScheduleResponses, CreateScheduleErrors, ThrowOnError> => (options.client ?? client).post<CreateScheduleResponses, CreateScheduleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/schedules',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End a schedule
 */
export const deleteSchedule = <ThrowOnError extends boolean = false>(options: Options<DeleteScheduleData, ThrowOnError>): RequestResult<DeleteScheduleResponses, DeleteScheduleErrors, ThrowOnError> => (options.client ?? client).delete<DeleteScheduleResponses, DeleteScheduleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/schedules/{scheduleId}',
    ...options
});

/**
 * Change a schedule, or switch it on or off
 */
export const updateSchedule = <ThrowOnError extends boolean = false>(options: Options<UpdateScheduleData, ThrowOnError>): RequestResult<UpdateScheduleResponses, UpdateScheduleErrors, ThrowOnError> => (options.client ?? client).patch<UpdateScheduleResponses, UpdateScheduleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/schedules/{scheduleId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List deployments
 */
export const listDeployments = <ThrowOnError extends boolean = false>(options?: Options<ListDeploymentsData, ThrowOnError>): RequestResult<ListDeploymentsResponses, ListDeploymentsErrors, ThrowOnError> => (options?.client ?? client).get<ListDeploymentsResponses, ListDeploymentsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments',
    ...options
});

/**
 * Deploy a version to an environment
 *
 * By a template. It stands in the line until its turn, its window and its approvals have come.
 */
export const createDeployment = <ThrowOnError extends boolean = false>(options: Options<CreateDeploymentData, ThrowOnError>): RequestResult<CreateDeploymentResponses, CreateDeploymentErrors, ThrowOnError> => (options.client ?? client).post<CreateDeploymentResponses, CreateDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Deploy by a template
 *
 * The same as createDeployment.
 */
export const deployFromTemplate = <ThrowOnError extends boolean = false>(options: Options<DeployFromTemplateData, ThrowOnError>): RequestResult<DeployFromTemplateResponses, DeployFromTemplateErrors, ThrowOnError> => (options.client ?? client).post<DeployFromTemplateResponses, DeployFromTemplateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/from-template',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Deploy from a script
 *
 * The same as createDeployment, at a short address.
 */
export const deploy = <ThrowOnError extends boolean = false>(options: Options<DeployData, ThrowOnError>): RequestResult<DeployResponses, DeployErrors, ThrowOnError> => (options.client ?? client).post<DeployResponses, DeployErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deploy',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read one deployment
 */
export const getDeployment = <ThrowOnError extends boolean = false>(options: Options<GetDeploymentData, ThrowOnError>): RequestResult<GetDeploymentResponses, GetDeploymentErrors, ThrowOnError> => (options.client ?? client).get<GetDeploymentResponses, GetDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}',
    ...options
});

/**
 * Read the log of a deployment's stages
 */
export const listDeploymentLogs = <ThrowOnError extends boolean = false>(options: Options<ListDeploymentLogsData, ThrowOnError>): RequestResult<ListDeploymentLogsResponses, ListDeploymentLogsErrors, ThrowOnError> => (options.client ?? client).get<ListDeploymentLogsResponses, ListDeploymentLogsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/logs',
    ...options
});

/**
 * Read what a deployment went through, the oldest first
 */
export const listDeploymentHistory = <ThrowOnError extends boolean = false>(options: Options<ListDeploymentHistoryData, ThrowOnError>): RequestResult<ListDeploymentHistoryResponses, ListDeploymentHistoryErrors, ThrowOnError> => (options.client ?? client).get<ListDeploymentHistoryResponses, ListDeploymentHistoryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/history',
    ...options
});

/**
 * Cancel a deployment
 *
 * Nothing further starts, its rollouts are cancelled, and what was done stays.
 */
export const cancelDeployment = <ThrowOnError extends boolean = false>(options: Options<CancelDeploymentData, ThrowOnError>): RequestResult<CancelDeploymentResponses, CancelDeploymentErrors, ThrowOnError> => (options.client ?? client).post<CancelDeploymentResponses, CancelDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Pause a deployment and its rollouts
 */
export const pauseDeployment = <ThrowOnError extends boolean = false>(options: Options<PauseDeploymentData, ThrowOnError>): RequestResult<PauseDeploymentResponses, PauseDeploymentErrors, ThrowOnError> => (options.client ?? client).post<PauseDeploymentResponses, PauseDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/pause',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a deployment and its rollouts go on
 */
export const resumeDeployment = <ThrowOnError extends boolean = false>(options: Options<ResumeDeploymentData, ThrowOnError>): RequestResult<ResumeDeploymentResponses, ResumeDeploymentErrors, ThrowOnError> => (options.client ?? client).post<ResumeDeploymentResponses, ResumeDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Go on with the stage that failed
 */
export const retryDeployment = <ThrowOnError extends boolean = false>(options: Options<RetryDeploymentData, ThrowOnError>): RequestResult<RetryDeploymentResponses, RetryDeploymentErrors, ThrowOnError> => (options.client ?? client).post<RetryDeploymentResponses, RetryDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/retry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take back everything that a deployment did
 *
 * Stage by stage, in the other direction.
 */
export const rollBackDeployment = <ThrowOnError extends boolean = false>(options: Options<RollBackDeploymentData, ThrowOnError>): RequestResult<RollBackDeploymentResponses, RollBackDeploymentErrors, ThrowOnError> => (options.client ?? client).post<RollBackDeploymentResponses, RollBackDeploymentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/deployments/{deploymentId}/rollback',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List rollback plans
 */
export const listRollbackPlans = <ThrowOnError extends boolean = false>(options?: Options<ListRollbackPlansData, ThrowOnError>): RequestResult<ListRollbackPlansResponses, ListRollbackPlansErrors, ThrowOnError> => (options?.client ?? client).get<ListRollbackPlansResponses, ListRollbackPlansErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans',
    ...options
});

/**
 * Plan to take a version back
 *
 * Of a deployment, of a rollout, or of a product in an environment or everywhere. The version to go back to is found: the one before the deployment, else the last healthy one; or you name it. Nothing moves before the plan is approved and carried out.
 */
export const createRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<CreateRollbackPlanData, ThrowOnError>): RequestResult<CreateRollbackPlanResponses, CreateRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<CreateRollbackPlanResponses, CreateRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a rollback plan with its checks, approvals and executions
 */
export const getRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<GetRollbackPlanData, ThrowOnError>): RequestResult<GetRollbackPlanResponses, GetRollbackPlanErrors, ThrowOnError> => (options.client ?? client).get<GetRollbackPlanResponses, GetRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans/{planId}',
    ...options
});

/**
 * Approve a plan exactly as it was shown
 *
 * Its checks are run again first. A plan that has changed since is not approved: the answer is 409, and the plan is there to be looked at again. Nobody approves a plan of their own.
 */
export const approveRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<ApproveRollbackPlanData, ThrowOnError>): RequestResult<ApproveRollbackPlanResponses, ApproveRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<ApproveRollbackPlanResponses, ApproveRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans/{planId}/approve',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Reject a plan, which ends it
 */
export const rejectRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<RejectRollbackPlanData, ThrowOnError>): RequestResult<RejectRollbackPlanResponses, RejectRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<RejectRollbackPlanResponses, RejectRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans/{planId}/reject',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Carry an approved plan out
 *
 * Its checks are run again first. With `breakGlass` the approvals that are missing are left out; everybody hears of that, with the reason, and it takes the right to approve.
 */
export const executeRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<ExecuteRollbackPlanData, ThrowOnError>): RequestResult<ExecuteRollbackPlanResponses, ExecuteRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<ExecuteRollbackPlanResponses, ExecuteRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans/{planId}/execute',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Find the version to go back to, without planning anything
 */
export const findRollbackTarget = <ThrowOnError extends boolean = false>(options?: Options<FindRollbackTargetData, ThrowOnError>): RequestResult<FindRollbackTargetResponses, FindRollbackTargetErrors, ThrowOnError> => (options?.client ?? client).get<FindRollbackTargetResponses, FindRollbackTargetErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/target',
    ...options
});

/**
 * Change a plan, which then needs new approvals
 */
export const updateRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<UpdateRollbackPlanData, ThrowOnError>): RequestResult<UpdateRollbackPlanResponses, UpdateRollbackPlanErrors, ThrowOnError> => (options.client ?? client).patch<UpdateRollbackPlanResponses, UpdateRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Run the safety checks again
 */
export const checkRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<CheckRollbackPlanData, ThrowOnError>): RequestResult<CheckRollbackPlanResponses, CheckRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<CheckRollbackPlanResponses, CheckRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/check',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Go past the checks that block, with a reason
 *
 * It is another plan then: whoever approved it before has not approved that.
 */
export const forceRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<ForceRollbackPlanData, ThrowOnError>): RequestResult<ForceRollbackPlanResponses, ForceRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<ForceRollbackPlanResponses, ForceRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/force',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel a plan, or stop one that is being carried out
 */
export const cancelRollbackPlan = <ThrowOnError extends boolean = false>(options: Options<CancelRollbackPlanData, ThrowOnError>): RequestResult<CancelRollbackPlanResponses, CancelRollbackPlanErrors, ThrowOnError> => (options.client ?? client).post<CancelRollbackPlanResponses, CancelRollbackPlanErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Try again what stands half-way
 */
export const retryRollback = <ThrowOnError extends boolean = false>(options: Options<RetryRollbackData, ThrowOnError>): RequestResult<RetryRollbackResponses, RetryRollbackErrors, ThrowOnError> => (options.client ?? client).post<RetryRollbackResponses, RetryRollbackErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/retry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Go on without the devices that failed
 */
export const goOnWithoutFailed = <ThrowOnError extends boolean = false>(options: Options<GoOnWithoutFailedData, ThrowOnError>): RequestResult<GoOnWithoutFailedResponses, GoOnWithoutFailedErrors, ThrowOnError> => (options.client ?? client).post<GoOnWithoutFailedResponses, GoOnWithoutFailedErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/continue',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End a rollback half-way, with a report of what is where
 */
export const giveUpRollback = <ThrowOnError extends boolean = false>(options: Options<GiveUpRollbackData, ThrowOnError>): RequestResult<GiveUpRollbackResponses, GiveUpRollbackErrors, ThrowOnError> => (options.client ?? client).post<GiveUpRollbackResponses, GiveUpRollbackErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/give-up',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the devices that a plan is about, and where each stands
 */
export const listRollbackDevices = <ThrowOnError extends boolean = false>(options: Options<ListRollbackDevicesData, ThrowOnError>): RequestResult<ListRollbackDevicesResponses, ListRollbackDevicesErrors, ThrowOnError> => (options.client ?? client).get<ListRollbackDevicesResponses, ListRollbackDevicesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/plans/{planId}/devices',
    ...options
});

/**
 * Read the report of a rollback
 *
 * It is written from the event log at each reading, and complete without anybody writing anything.
 */
export const getPlanIncident = <ThrowOnError extends boolean = false>(options: Options<GetPlanIncidentData, ThrowOnError>): RequestResult<GetPlanIncidentResponses, GetPlanIncidentErrors, ThrowOnError> => (options.client ?? client).get<GetPlanIncidentResponses, GetPlanIncidentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/distribution/rollbacks/plans/{planId}/incident',
    ...options
});

/**
 * Read an incident report
 */
export const getIncident = <ThrowOnError extends boolean = false>(options: Options<GetIncidentData, ThrowOnError>): RequestResult<GetIncidentResponses, GetIncidentErrors, ThrowOnError> => (options.client ?? client).get<GetIncidentResponses, GetIncidentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/incidents/{incidentId}',
    ...options
});

/**
 * Write parts of a report by hand
 */
export const updateIncident = <ThrowOnError extends boolean = false>(options: Options<UpdateIncidentData, ThrowOnError>): RequestResult<UpdateIncidentResponses, UpdateIncidentErrors, ThrowOnError> => (options.client ?? client).patch<UpdateIncidentResponses, UpdateIncidentErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/incidents/{incidentId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read how many devices stood where while a rollback went on
 */
export const getIncidentChart = <ThrowOnError extends boolean = false>(options: Options<GetIncidentChartData, ThrowOnError>): RequestResult<GetIncidentChartResponses, GetIncidentChartErrors, ThrowOnError> => (options.client ?? client).get<GetIncidentChartResponses, GetIncidentChartErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/incidents/{incidentId}/chart',
    ...options
});

/**
 * Open a report as an issue on GitHub
 *
 * In the repository that the server was given. It is done a moment later, and again while GitHub does not answer; however often this is called, a report becomes one issue.
 */
export const openIncidentIssue = <ThrowOnError extends boolean = false>(options: Options<OpenIncidentIssueData, ThrowOnError>): RequestResult<OpenIncidentIssueResponses, OpenIncidentIssueErrors, ThrowOnError> => (options.client ?? client).post<OpenIncidentIssueResponses, OpenIncidentIssueErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/rollbacks/incidents/{incidentId}/issue',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the databases of a product that Slipway may read
 */
export const listProductDatabases = <ThrowOnError extends boolean = false>(options: Options<ListProductDatabasesData, ThrowOnError>): RequestResult<ListProductDatabasesResponses, ListProductDatabasesErrors, ThrowOnError> => (options.client ?? client).get<ListProductDatabasesResponses, ListProductDatabasesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/databases',
    ...options
});

/**
 * Name a PostgreSQL database of a product
 *
 * It is read at once. One that cannot be reached now is kept, and `lastError` says why. Refused are addresses of closed ranges (SLIPWAY_OUTBOUND_ALLOW opens them) and, without `allowWritable`, roles that may write.
 */
export const createProductDatabase = <ThrowOnError extends boolean = false>(options: Options<CreateProductDatabaseData, ThrowOnError>): RequestResult<CreateProductDatabaseResponses, CreateProductDatabaseErrors, ThrowOnError> => (options.client ?? client).post<CreateProductDatabaseResponses, CreateProductDatabaseErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/products/{productId}/databases',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Forget a database and what was asked about it
 */
export const deleteProductDatabase = <ThrowOnError extends boolean = false>(options: Options<DeleteProductDatabaseData, ThrowOnError>): RequestResult<DeleteProductDatabaseResponses, DeleteProductDatabaseErrors, ThrowOnError> => (options.client ?? client).delete<DeleteProductDatabaseResponses, DeleteProductDatabaseErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}',
    ...options
});

/**
 * Read what is known of a database; its connection string is never shown
 */
export const getProductDatabase = <ThrowOnError extends boolean = false>(options: Options<GetProductDatabaseData, ThrowOnError>): RequestResult<GetProductDatabaseResponses, GetProductDatabaseErrors, ThrowOnError> => (options.client ?? client).get<GetProductDatabaseResponses, GetProductDatabaseErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}',
    ...options
});

/**
 * Change a database, and read it again
 */
export const updateProductDatabase = <ThrowOnError extends boolean = false>(options: Options<UpdateProductDatabaseData, ThrowOnError>): RequestResult<UpdateProductDatabaseResponses, UpdateProductDatabaseErrors, ThrowOnError> => (options.client ?? client).patch<UpdateProductDatabaseResponses, UpdateProductDatabaseErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Connect to a database, and read its catalogue anew
 */
export const testProductDatabase = <ThrowOnError extends boolean = false>(options: Options<TestProductDatabaseData, ThrowOnError>): RequestResult<TestProductDatabaseResponses, TestProductDatabaseErrors, ThrowOnError> => (options.client ?? client).post<TestProductDatabaseResponses, TestProductDatabaseErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/test',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the foreign keys between the tables of a database, as last read
 */
export const listTableDependencies = <ThrowOnError extends boolean = false>(options: Options<ListTableDependenciesData, ThrowOnError>): RequestResult<ListTableDependenciesResponses, ListTableDependenciesErrors, ThrowOnError> => (options.client ?? client).get<ListTableDependenciesResponses, ListTableDependenciesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/dependencies',
    ...options
});

/**
 * List the migrations that Prisma Migrate ran in a database, read from there now
 */
export const listAppliedMigrations = <ThrowOnError extends boolean = false>(options: Options<ListAppliedMigrationsData, ThrowOnError>): RequestResult<ListAppliedMigrationsResponses, ListAppliedMigrationsErrors, ThrowOnError> => (options.client ?? client).get<ListAppliedMigrationsResponses, ListAppliedMigrationsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/migrations',
    ...options
});

/**
 * List what was asked about a database, the newest first
 */
export const listMigrationChecks = <ThrowOnError extends boolean = false>(options: Options<ListMigrationChecksData, ThrowOnError>): RequestResult<ListMigrationChecksResponses, ListMigrationChecksErrors, ThrowOnError> => (options.client ?? client).get<ListMigrationChecksResponses, ListMigrationChecksErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/checks',
    ...options
});

/**
 * Ask whether migrations may be undone
 *
 * Counts the rows that would be lost or left without a parent, and looks for deployments under way. Nothing is undone, and nothing that is sent is run. Each question is kept with its answer, also when nobody could be asked.
 */
export const checkMigration = <ThrowOnError extends boolean = false>(options: Options<CheckMigrationData, ThrowOnError>): RequestResult<CheckMigrationResponses, CheckMigrationErrors, ThrowOnError> => (options.client ?? client).post<CheckMigrationResponses, CheckMigrationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/checks',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read an answer with its evidence
 */
export const getMigrationCheck = <ThrowOnError extends boolean = false>(options: Options<GetMigrationCheckData, ThrowOnError>): RequestResult<GetMigrationCheckResponses, GetMigrationCheckErrors, ThrowOnError> => (options.client ?? client).get<GetMigrationCheckResponses, GetMigrationCheckErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/databases/{databaseId}/checks/{checkId}',
    ...options
});

/**
 * Read what happened lately that matters, and how much of it is new to you
 *
 * The newest first; without what you did yourself, and without products that you muted.
 */
export const readRecentNotifications = <ThrowOnError extends boolean = false>(options?: Options<ReadRecentNotificationsData, ThrowOnError>): RequestResult<ReadRecentNotificationsResponses, ReadRecentNotificationsErrors, ThrowOnError> => (options?.client ?? client).get<ReadRecentNotificationsResponses, ReadRecentNotificationsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/recent',
    ...options
});

/**
 * Count everything up to an event as read
 */
export const markNotificationsRead = <ThrowOnError extends boolean = false>(options: Options<MarkNotificationsReadData, ThrowOnError>): RequestResult<MarkNotificationsReadResponses, MarkNotificationsReadErrors, ThrowOnError> => (options.client ?? client).post<MarkNotificationsReadResponses, MarkNotificationsReadErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/read',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Be told no more of a product, or again
 */
export const muteProduct = <ThrowOnError extends boolean = false>(options: Options<MuteProductData, ThrowOnError>): RequestResult<MuteProductResponses, MuteProductErrors, ThrowOnError> => (options.client ?? client).post<MuteProductResponses, MuteProductErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/mutes',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the places where messages go
 */
export const listNotificationChannels = <ThrowOnError extends boolean = false>(options?: Options<ListNotificationChannelsData, ThrowOnError>): RequestResult<ListNotificationChannelsResponses, ListNotificationChannelsErrors, ThrowOnError> => (options?.client ?? client).get<ListNotificationChannelsResponses, ListNotificationChannelsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels',
    ...options
});

/**
 * Name a place where messages go: Slack, a mail server, a receiver of webhooks
 *
 * Secrets are kept encrypted, never shown. A webhook's signing secret stands in this one answer.
 */
export const createNotificationChannel = <ThrowOnError extends boolean = false>(options: Options<CreateNotificationChannelData, ThrowOnError>): RequestResult<CreateNotificationChannelResponses, CreateNotificationChannelErrors, ThrowOnError> => (options.client ?? client).post<CreateNotificationChannelResponses, CreateNotificationChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Forget a channel, its secrets and its rules
 */
export const deleteNotificationChannel = <ThrowOnError extends boolean = false>(options: Options<DeleteNotificationChannelData, ThrowOnError>): RequestResult<DeleteNotificationChannelResponses, DeleteNotificationChannelErrors, ThrowOnError> => (options.client ?? client).delete<DeleteNotificationChannelResponses, DeleteNotificationChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels/{channelId}',
    ...options
});

/**
 * Read a channel
 */
export const getNotificationChannel = <ThrowOnError extends boolean = false>(options: Options<GetNotificationChannelData, ThrowOnError>): RequestResult<GetNotificationChannelResponses, GetNotificationChannelErrors, ThrowOnError> => (options.client ?? client).get<GetNotificationChannelResponses, GetNotificationChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels/{channelId}',
    ...options
});

/**
 * Change a channel, or switch it on or off
 *
 * With another server the secrets that were given for the old one are forgotten. Give them anew.
 */
export const updateNotificationChannel = <ThrowOnError extends boolean = false>(options: Options<UpdateNotificationChannelData, ThrowOnError>): RequestResult<UpdateNotificationChannelResponses, UpdateNotificationChannelErrors, ThrowOnError> => (options.client ?? client).patch<UpdateNotificationChannelResponses, UpdateNotificationChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels/{channelId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Replace the secret with which messages to a webhook are signed
 *
 * For a while they are signed with the old one too, so that the receiver can change over in peace.
 */
export const rotateNotificationSecret = <ThrowOnError extends boolean = false>(options: Options<RotateNotificationSecretData, ThrowOnError>): RequestResult<RotateNotificationSecretResponses, RotateNotificationSecretErrors, ThrowOnError> => (options.client ?? client).post<RotateNotificationSecretResponses, RotateNotificationSecretErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels/{channelId}/rotate-secret',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send a message that says that it is a test, and tell what came of it
 */
export const testNotificationChannel = <ThrowOnError extends boolean = false>(options: Options<TestNotificationChannelData, ThrowOnError>): RequestResult<TestNotificationChannelResponses, TestNotificationChannelErrors, ThrowOnError> => (options.client ?? client).post<TestNotificationChannelResponses, TestNotificationChannelErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/channels/{channelId}/test',
    ...options
});

/**
 * List who hears what
 */
export const listNotificationRules = <ThrowOnError extends boolean = false>(options?: Options<ListNotificationRulesData, ThrowOnError>): RequestResult<ListNotificationRulesResponses, ListNotificationRulesErrors, ThrowOnError> => (options?.client ?? client).get<ListNotificationRulesResponses, ListNotificationRulesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/rules',
    ...options
});

/**
 * Say who hears what, and when
 */
export const createNotificationRule = <ThrowOnError extends boolean = false>(options: Options<CreateNotificationRuleData, ThrowOnError>): RequestResult<CreateNotificationRuleResponses, CreateNotificationRuleErrors, ThrowOnError> => (options.client ?? client).post<CreateNotificationRuleResponses, CreateNotificationRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/rules',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Stop telling by a rule
 */
export const deleteNotificationRule = <ThrowOnError extends boolean = false>(options: Options<DeleteNotificationRuleData, ThrowOnError>): RequestResult<DeleteNotificationRuleResponses, DeleteNotificationRuleErrors, ThrowOnError> => (options.client ?? client).delete<DeleteNotificationRuleResponses, DeleteNotificationRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/rules/{ruleId}',
    ...options
});

/**
 * Read a rule
 */
export const getNotificationRule = <ThrowOnError extends boolean = false>(options: Options<GetNotificationRuleData, ThrowOnError>): RequestResult<GetNotificationRuleResponses, GetNotificationRuleErrors, ThrowOnError> => (options.client ?? client).get<GetNotificationRuleResponses, GetNotificationRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/rules/{ruleId}',
    ...options
});

/**
 * Change a rule
 */
export const updateNotificationRule = <ThrowOnError extends boolean = false>(options: Options<UpdateNotificationRuleData, ThrowOnError>): RequestResult<UpdateNotificationRuleResponses, UpdateNotificationRuleErrors, ThrowOnError> => (options.client ?? client).patch<UpdateNotificationRuleResponses, UpdateNotificationRuleErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/rules/{ruleId}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List what was sent and is to be sent
 *
 * The newest first. What was settled is kept for 30 days.
 */
export const listNotificationDeliveries = <ThrowOnError extends boolean = false>(options?: Options<ListNotificationDeliveriesData, ThrowOnError>): RequestResult<ListNotificationDeliveriesResponses, ListNotificationDeliveriesErrors, ThrowOnError> => (options?.client ?? client).get<ListNotificationDeliveriesResponses, ListNotificationDeliveriesErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/deliveries',
    ...options
});

/**
 * Read a message with every try
 */
export const getNotificationDelivery = <ThrowOnError extends boolean = false>(options: Options<GetNotificationDeliveryData, ThrowOnError>): RequestResult<GetNotificationDeliveryResponses, GetNotificationDeliveryErrors, ThrowOnError> => (options.client ?? client).get<GetNotificationDeliveryResponses, GetNotificationDeliveryErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/deliveries/{deliveryId}',
    ...options
});

/**
 * Send a message again, under the id that its receiver knows
 */
export const redeliverNotification = <ThrowOnError extends boolean = false>(options: Options<RedeliverNotificationData, ThrowOnError>): RequestResult<RedeliverNotificationResponses, RedeliverNotificationErrors, ThrowOnError> => (options.client ?? client).post<RedeliverNotificationResponses, RedeliverNotificationErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/notifications/deliveries/{deliveryId}/redeliver',
    ...options
});

/**
 * Page through the event log
 *
 * With `after` the oldest come first, to follow the log; without it the newest come first.
 */
export const listEvents = <ThrowOnError extends boolean = false>(options?: Options<ListEventsData, ThrowOnError>): RequestResult<ListEventsResponses, ListEventsErrors, ThrowOnError> => (options?.client ?? client).get<ListEventsResponses, ListEventsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/events',
    ...options
});

/**
 * Follow the event log live (server-sent events)
 *
 * `Last-Event-ID`, or `after`, resumes without a gap. Long lists in `data` are shortened here.
 */
export const streamEvents = <ThrowOnError extends boolean = false>(options?: Options<StreamEventsData, ThrowOnError, StreamEventsResponse>): Promise<ServerSentEventsResult<StreamEventsResponses>> => (options?.client ?? client).sse.get<StreamEventsResponses, StreamEventsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/events/stream',
    ...options
});

/**
 * Export the event log
 *
 * JSON Lines with the hash of each event, or CSV; the oldest first, up to where the log ends now. Without a filter the lines are the chain, which `slipway audit verify` checks offline.
 */
export const exportEvents = <ThrowOnError extends boolean = false>(options?: Options<ExportEventsData, ThrowOnError>): RequestResult<ExportEventsResponses, ExportEventsErrors, ThrowOnError> => (options?.client ?? client).get<ExportEventsResponses, ExportEventsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/events/export',
    ...options
});

/**
 * How the event log stands
 *
 * Its end, where retention cut it, and the last signed checkpoint. Nothing is checked.
 */
export const readAuditState = <ThrowOnError extends boolean = false>(options?: Options<ReadAuditStateData, ThrowOnError>): RequestResult<ReadAuditStateResponses, ReadAuditStateErrors, ThrowOnError> => (options?.client ?? client).get<ReadAuditStateResponses, ReadAuditStateErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit',
    ...options
});

/**
 * Page through signed checkpoints
 */
export const listCheckpoints = <ThrowOnError extends boolean = false>(options?: Options<ListCheckpointsData, ThrowOnError>): RequestResult<ListCheckpointsResponses, ListCheckpointsErrors, ThrowOnError> => (options?.client ?? client).get<ListCheckpointsResponses, ListCheckpointsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit/checkpoints',
    ...options
});

/**
 * Sign where the log ends now
 *
 * Keep the answer elsewhere: it proves later that the log up to here is the one of today.
 */
export const makeCheckpoint = <ThrowOnError extends boolean = false>(options?: Options<MakeCheckpointData, ThrowOnError>): RequestResult<MakeCheckpointResponses, MakeCheckpointErrors, ThrowOnError> => (options?.client ?? client).post<MakeCheckpointResponses, MakeCheckpointErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit/checkpoints',
    ...options
});

/**
 * Download all checkpoints
 *
 * As JSON Lines, the newest first.
 */
export const exportCheckpoints = <ThrowOnError extends boolean = false>(options?: Options<ExportCheckpointsData, ThrowOnError>): RequestResult<ExportCheckpointsResponses, ExportCheckpointsErrors, ThrowOnError> => (options?.client ?? client).get<ExportCheckpointsResponses, ExportCheckpointsErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit/checkpoints/export',
    ...options
});

/**
 * Download the public key of checkpoints
 */
export const readAuditKey = <ThrowOnError extends boolean = false>(options?: Options<ReadAuditKeyData, ThrowOnError>): RequestResult<ReadAuditKeyResponses, ReadAuditKeyErrors, ThrowOnError> => (options?.client ?? client).get<ReadAuditKeyResponses, ReadAuditKeyErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit/public-key',
    ...options
});

/**
 * Check the whole event log
 *
 * Answers line by line: `{"kind":"progress","checked":…,"total":…}`, and at the end `{"kind":"verdict","verdict":…}`. One check runs at a time.
 */
export const checkLog = <ThrowOnError extends boolean = false>(options?: Options<CheckLogData, ThrowOnError>): RequestResult<CheckLogResponses, CheckLogErrors, ThrowOnError> => (options?.client ?? client).post<CheckLogResponses, CheckLogErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/audit/verify',
    ...options
});

/**
 * Take a backup of everything
 *
 * A tar archive of all rows at one moment, and of the files of versions. Its last entry, manifest.json, names the hash of each part: an answer without it was broken off. `slipway restore` reads it. The keys are not in it.
 */
export const takeBackup = <ThrowOnError extends boolean = false>(options: Options<TakeBackupData, ThrowOnError>): RequestResult<TakeBackupResponses, TakeBackupErrors, ThrowOnError> => (options.client ?? client).post<TakeBackupResponses, TakeBackupErrors, ThrowOnError>({
    security: [{
            key: 'apiToken',
            scheme: 'bearer',
            type: 'http'
        }],
    url: '/api/v1/backups',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Is the process alive?
 */
export const health = <ThrowOnError extends boolean = false>(options?: Options<HealthData, ThrowOnError>): RequestResult<HealthResponses, HealthErrors, ThrowOnError> => (options?.client ?? client).get<HealthResponses, HealthErrors, ThrowOnError>({ url: '/health', ...options });

/**
 * Can it serve? Checks the database, the migrations and the orchestrator; 503 when not
 */
export const ready = <ThrowOnError extends boolean = false>(options?: Options<ReadyData, ThrowOnError>): RequestResult<ReadyResponses, ReadyErrors, ThrowOnError> => (options?.client ?? client).get<ReadyResponses, ReadyErrors, ThrowOnError>({ url: '/ready', ...options });

/**
 * What is running?
 */
export const status = <ThrowOnError extends boolean = false>(options?: Options<StatusData, ThrowOnError>): RequestResult<StatusResponses, StatusErrors, ThrowOnError> => (options?.client ?? client).get<StatusResponses, StatusErrors, ThrowOnError>({ url: '/status', ...options });

/**
 * Metrics in the OpenMetrics text format
 */
export const metrics = <ThrowOnError extends boolean = false>(options?: Options<MetricsData, ThrowOnError>): RequestResult<MetricsResponses, MetricsErrors, ThrowOnError> => (options?.client ?? client).get<MetricsResponses, MetricsErrors, ThrowOnError>({ url: '/metrics', ...options });

/**
 * This document
 */
export const openApi = <ThrowOnError extends boolean = false>(options?: Options<OpenApiData, ThrowOnError>): RequestResult<OpenApiResponses, OpenApiErrors, ThrowOnError> => (options?.client ?? client).get<OpenApiResponses, OpenApiErrors, ThrowOnError>({ url: '/api/openapi.json', ...options });
