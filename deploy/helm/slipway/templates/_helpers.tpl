{{- define "slipway.name" -}}
{{- printf "%s" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "slipway.labels" -}}
app.kubernetes.io/name: slipway
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "slipway.refusals" -}}
{{- if and (eq .Values.mode "split") (not .Values.secretName) -}}
{{- fail "mode split needs PostgreSQL: name a Secret with DATABASE_URL, NEXTAUTH_SECRET and SLIPWAY_ENCRYPTION_KEY in secretName." -}}
{{- end -}}
{{- if and (not .Values.secretName) (not .Values.persistence.enabled) -}}
{{- fail "Without a volume the embedded database and its keys would be lost with the pod: set persistence.enabled or secretName." -}}
{{- end -}}
{{- if and (eq .Values.mode "split") .Values.persistence.enabled (not .Values.persistence.existingClaim) (not (has "ReadWriteMany" .Values.persistence.accessModes)) -}}
{{- fail "mode split shares /data among pods: set persistence.accessModes to [ReadWriteMany], or persistence.enabled to false and S3_BUCKET in settings." -}}
{{- end -}}
{{- end -}}

{{/* One pod of Slipway: (dict "root" $ "part" "web" "args" (list "start") "of" .Values.web "serves" true) */}}
{{- define "slipway.pod" -}}
{{- $root := .root -}}
metadata:
  labels:
    {{- include "slipway.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .part }}
  annotations:
    checksum/settings: {{ $root.Values.settings | toJson | sha256sum }}
    {{- with $root.Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 20
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: slipway
      image: "{{ $root.Values.image.repository }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}"
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        {{- toYaml .args | nindent 8 }}
      env:
        - { name: PORT, value: "3000" }
        - { name: HOST, value: "0.0.0.0" }
        - { name: SLIPWAY_DATA_DIR, value: /data }
        {{- range $name, $value := $root.Values.settings }}
        - { name: {{ $name }}, value: {{ $value | toString | quote }} }
        {{- end }}
        {{- if $root.Values.secretName }}
        {{- range list "DATABASE_URL" "NEXTAUTH_SECRET" "SLIPWAY_ENCRYPTION_KEY" }}
        - name: {{ . }}
          valueFrom:
            secretKeyRef: { name: {{ $root.Values.secretName | quote }}, key: {{ . }} }
        {{- end }}
        {{- end }}
      {{- with $root.Values.settingsFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if .serves }}
      ports:
        - { name: http, containerPort: 3000 }
      # A start may migrate a large database before it answers.
      startupProbe:
        httpGet: { path: /health, port: http }
        periodSeconds: 5
        failureThreshold: 120
      livenessProbe:
        httpGet: { path: /health, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /ready, port: http }
        periodSeconds: 5
        timeoutSeconds: 5
      {{- end }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      resources:
        {{- toYaml .of.resources | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - name: tmp
      emptyDir: {}
    - name: data
      {{- if $root.Values.persistence.enabled }}
      persistentVolumeClaim:
        claimName: {{ $root.Values.persistence.existingClaim | default (include "slipway.name" $root) }}
      {{- else }}
      emptyDir: {}
      {{- end }}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* The same parameters as slipway.pod, and "replicas". */}}
{{- define "slipway.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "slipway.name" .root }}-{{ .part }}
  labels:
    {{- include "slipway.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .part }}
spec:
  replicas: {{ .replicas }}
  # Processes of two versions do not share a database: the old ones stop before the new ones start.
  strategy: { type: Recreate }
  selector:
    matchLabels:
      app.kubernetes.io/name: slipway
      app.kubernetes.io/instance: {{ .root.Release.Name }}
      app.kubernetes.io/component: {{ .part }}
  template:
    {{- include "slipway.pod" . | nindent 4 }}
{{- end -}}
